#pragma once
#include <portaudio.h>

// Macros with casts, which Swift doesn't see.
static const PaSampleFormat PortAudioFloat32 = paFloat32;
static const PaDeviceIndex PortAudioNoDevice = paNoDevice;
