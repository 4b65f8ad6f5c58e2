// Loops that Swift can't compile for more than the oldest x86-64: a package's users may not be given compiler flags,
// and Swift has no attribute for it. Each is here for AVX-512 and for AVX2 with FMA, and has a plain Swift twin, which
// says what it does, is what tests compare it with, and serves every other processor. Nothing here decides anything.
//
// Counts are of floats, strides in floats.
#ifndef TENSOR_KERNELS_H
#define TENSOR_KERNELS_H

// WinogradTransforms.input. A tile that comes soon has its pixels `ahead` of this one's: they are fetched meanwhile.
typedef void (*tk_winograd_input)(const float *_Nonnull const *_Nonnull pixels, long channels, long ahead,
                                  float *_Nonnull planes, long plane_stride);
// WinogradTransforms.output
typedef void (*tk_winograd_output)(const float *_Nonnull planes, long plane_stride, long channels,
                                   float *_Nonnull const *_Nonnull pixels, const float *_Nonnull bias,
                                   const float *_Nonnull after, float slope);
// WinogradTransforms.gradient
typedef tk_winograd_input tk_winograd_gradient;

// One set of kernels, all for the same instructions.
typedef struct {
    tk_winograd_input _Nonnull winograd_input;
    tk_winograd_output _Nonnull winograd_output;
    tk_winograd_gradient _Nonnull winograd_gradient;
} tk_kernels;

// The kernels for AVX-512 and for AVX2 with FMA; null where the compiler's target is no x86-64. The caller has made
// sure that the processor has the instructions.
const tk_kernels *_Nullable tk_avx512(void);
const tk_kernels *_Nullable tk_avx2(void);

#endif
