// Fourier transforms of any size in single precision: a plain C face of pocketfft, which stands beside it unmodified.
//
// A plan is read only: any number of threads may execute it at once. Results aren't scaled, but multiplied by `scale`.
// Executing takes scratch memory from malloc; where there is none it returns 0 and leaves the values undefined, else 1.
#ifndef CPOCKETFFT_H
#define CPOCKETFFT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Values of different transforms that stand side by side in the calls ending in `_lanes`: value i of transform t is at
// i · CPOCKETFFT_LANES + t.
enum { CPOCKETFFT_LANES = 4 };

typedef struct cpocketfft_complex cpocketfft_complex;
typedef struct cpocketfft_real cpocketfft_real;

// Null if there is no memory, or the size is 0.
cpocketfft_complex *_Nullable cpocketfft_complex_make(size_t size);
void cpocketfft_complex_free(cpocketfft_complex *_Nullable plan);
// In place; `size` pairs of a real and an imaginary part.
int cpocketfft_complex_execute(const cpocketfft_complex *_Nonnull plan, float *_Nonnull values, int forward,
                               float scale);

// Null if there is no memory, or the size is 0.
cpocketfft_real *_Nullable cpocketfft_real_make(size_t size);
void cpocketfft_real_free(cpocketfft_real *_Nullable plan);
// In place, between `size` samples and the half of their spectrum: r0 r1 i1 r2 i2 …, with r(size/2) last if size is even.
int cpocketfft_real_execute(const cpocketfft_real *_Nonnull plan, float *_Nonnull values, int forward, float scale);
// CPOCKETFFT_LANES of them at once. `values` is aligned to 16 bytes.
int cpocketfft_real_execute_lanes(const cpocketfft_real *_Nonnull plan, float *_Nonnull values, int forward,
                                  float scale);

#ifdef __cplusplus
}
#endif

#endif
