print("pitchstreamer")
