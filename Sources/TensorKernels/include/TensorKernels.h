// Loops that Swift can't compile for more than the oldest x86-64: a package's users may not be given compiler flags,
// and Swift has no attribute for it. Each is here for AVX-512 and for AVX2 with FMA, and has a plain Swift twin, which
// says what it does, is what tests compare it with, and serves every other processor. Nothing here decides anything.
//
// Counts are of floats, strides in floats.
#ifndef TENSOR_KERNELS_H
#define TENSOR_KERNELS_H

// Lets the processor rest for some cycles, in a loop that waits for another thread.
static inline void tk_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

// WinogradTransforms.input. The next tile has its pixels `ahead` of this one's, and its planes `tile_stride` behind:
// they are fetched meanwhile, as the processor doesn't foresee so many places at once.
typedef void (*tk_winograd_input)(const float *_Nonnull first, const long *_Nonnull offsets, long channels,
                                  long ahead, float *_Nonnull planes, long plane_stride, long tile_stride);
// WinogradTransforms.output
typedef void (*tk_winograd_output)(const float *_Nonnull planes, long plane_stride, long tile_stride, long channels,
                                   float *_Nonnull first, const long *_Nonnull offsets, long ahead,
                                   const float *_Nonnull bias, float slope);
// PreparedUpConvolution.phases
typedef void (*tk_phases)(const float *_Nonnull low, long low_stride, long pixels, const float *_Nonnull biases,
                          const long *_Nonnull borders, long channels, float slope, int adding, float *_Nonnull out);
// WinogradTransforms.gradient
typedef tk_winograd_input tk_winograd_gradient;

// NormalizationLoops.moments
typedef void (*tk_moments)(const float *_Nonnull x, long rows, long channels, const float *_Nonnull pivot,
                           float *_Nonnull sums);
// NormalizationLoops.normalize
typedef void (*tk_normalize)(const float *_Nonnull x, long rows, long channels, const float *_Nonnull factor,
                             const float *_Nonnull shift, float slope, float *_Nonnull y);
// NormalizationLoops.gradientSums
typedef void (*tk_gradient_sums)(const float *_Nonnull dy, const float *_Nonnull x, long rows, long channels,
                                 const float *_Nonnull factor, const float *_Nonnull shift, float slope,
                                 const float *_Nonnull mean, float *_Nonnull sums);
// NormalizationLoops.gradient
typedef void (*tk_normalize_gradient)(const float *_Nonnull dy, const float *_Nonnull x, long rows, long channels,
                                      const float *_Nonnull factor, const float *_Nonnull shift, float slope,
                                      const float *_Nonnull linear, const float *_Nonnull constant,
                                      float *_Nonnull dx);

// Exponentials.exp
typedef void (*tk_exp)(const float *_Nonnull x, const float *_Nonnull shift, long count, float *_Nonnull y);
// Exponentials.addExp
typedef void (*tk_add_exp)(const float *_Nonnull x, const float *_Nonnull shift, long count, float *_Nonnull sums);

// Exponentials.sumExpRows
typedef void (*tk_sum_exp_rows)(const float *_Nonnull x, long rows, long count, float *_Nonnull shifts,
                                float *_Nonnull sums);
// TapConvolution.taps
typedef void (*tk_taps)(const float *_Nonnull rows, long row_stride, long kernel_rows, long row_taps, long step,
                        long pixels, const float *_Nonnull weights, long channels, const float *_Nonnull bias,
                        float slope, float *_Nonnull out, long pixel_stride);

// One set of kernels, all for the same instructions.
typedef struct {
    tk_winograd_input _Nonnull winograd_input;
    tk_winograd_output _Nonnull winograd_output;
    tk_winograd_gradient _Nonnull winograd_gradient;
    tk_phases _Nonnull phases;
    tk_moments _Nonnull moments;
    tk_normalize _Nonnull normalize;
    tk_gradient_sums _Nonnull gradient_sums;
    tk_normalize_gradient _Nonnull normalize_gradient;
    tk_exp _Nonnull exp;
    tk_add_exp _Nonnull add_exp;
    tk_sum_exp_rows _Nonnull sum_exp_rows;
    tk_taps _Nonnull taps;
} tk_kernels;

// The same as winograd_input and winograd_gradient, with planes of bfloat16 numbers, in units of which strides count.
typedef void (*tk_bfloat16_spread)(const float *_Nonnull first, const long *_Nonnull offsets, long channels, long ahead,
                                   unsigned short *_Nonnull planes, long plane_stride, long tile_stride);
// BFloat16Product.pairs
typedef void (*tk_pairs)(const unsigned short *_Nonnull x, long stride, long rows, long channels,
                         unsigned *_Nonnull out, long out_stride);
// BFloat16Product.multiply
typedef void (*tk_product)(const unsigned *_Nonnull a, long a_row, long a_pair, const unsigned *_Nonnull b,
                           long b_stride, float *_Nonnull c, long c_stride, long rows, long columns, long pairs,
                           int adding);

// What processors do that multiply bfloat16 numbers.
typedef struct {
    tk_bfloat16_spread _Nonnull winograd_input;
    tk_bfloat16_spread _Nonnull winograd_gradient;
    tk_pairs _Nonnull pairs;
    tk_product _Nonnull product;
} tk_bfloat16_kernels;

// Null where the processor doesn't, or the compiler's target is no x86-64.
const tk_bfloat16_kernels *_Nullable tk_bfloat16(void);

// The kernels for AVX-512 and for AVX2 with FMA; null where the compiler's target is no x86-64. The caller has made
// sure that the processor has the instructions.
const tk_kernels *_Nullable tk_avx512(void);
const tk_kernels *_Nullable tk_avx2(void);

#endif
