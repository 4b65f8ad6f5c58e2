// The two loops that a constant-Q transform spends its time in. Swift compiles for the oldest x86-64, since a package's
// users may not be given compiler flags; C compiles the same text for AVX-512, for AVX2 with FMA, and for whatever the
// package is compiled for. Nothing here decides anything.
//
// Every value is summed in the same order wherever it stands in a call, so that calls of any size give the same bits.
// Counts and strides are of floats.
#ifndef AUDIO_KERNELS_H
#define AUDIO_KERNELS_H

// A symmetric low pass of which every second output is computed: y[m] = Σ h[|k|]·x[2m + k], |k| ≤ reach.
typedef struct {
    long reach;
    // h[0]
    float centre;
    // h[1], h[3], … and h[2], h[4], …
    const float *_Nonnull odd;
    long odd_count;
    const float *_Nonnull even;
    long even_count;
} ak_low_pass;

// The kernels of one octave, folded about their centre.
typedef struct {
    // Sums and differences of samples at the same distance from the centre.
    long taps;
    long bins;
    // Groups of six bins, each `taps` times six real parts (for sums), then six imaginary ones (for differences). The last
    // group is filled with zeros.
    const float *_Nonnull kernels;
    // Real parts for differences and imaginary ones for sums; null where all kernels are Hermitian.
    const float *_Nullable extra;
    // What each bin's response is multiplied by.
    const float *_Nonnull gains;
    // The cosine and the sine of the angle that each bin is turned by.
    const float *_Nonnull turns;
} ak_octave;

typedef struct {
    // Values that are worked at once.
    long lanes;
    // `input` is at twice the first output's position; `reach` samples before it and 2·(count − 1) + reach after it are read.
    void (*_Nonnull decimate)(const ak_low_pass *_Nonnull filter, const float *_Nonnull input, long count,
                              float *_Nonnull scratch, float *_Nonnull output);
    // The floats of scratch that `decimate` needs.
    long (*_Nonnull decimate_room)(const ak_low_pass *_Nonnull filter, long count);
    // Consecutive frames, `hop` samples apart, the first centred on `centre`; `taps` samples before and after each frame's
    // centre are read. Bin b of frame f goes to rows[f · row_stride + b]: the modulus, or, where `imaginary` isn't 0, the
    // real part there and the imaginary one so many floats behind. Scratch: 2 · lanes · (taps + 1).
    void (*_Nonnull respond)(const ak_octave *_Nonnull octave, const float *_Nonnull centre, long hop, long frames,
                             float *_Nonnull scratch, float *_Nonnull rows, long row_stride, long imaginary);
} ak_kernels;

// For any processor that the package was compiled for.
const ak_kernels *_Nonnull ak_plain(void);
// For AVX2 with FMA, and for AVX-512; null where the processor hasn't got them.
const ak_kernels *_Nullable ak_avx2(void);
const ak_kernels *_Nullable ak_avx512(void);

#endif
