#include "TensorKernels.h"
#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define TK(name) name##_bfloat16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,fma")))
#define PLANE unsigned short
#include "lanes_avx512.h"
// Rounded to the nearest, ties to even.
INLINE void TK(store_plane)(unsigned short *p, lanes x, long count) {
    __m256i rounded = (__m256i)_mm512_cvtneps_pbh(x);
    if (count >= LANES) _mm256_storeu_si256((__m256i *)p, rounded);
    else _mm256_mask_storeu_epi16(p, TK(mask)(count), rounded);
}
#include "winograd_spread.h"
#include "products.h"

static const tk_bfloat16_kernels kernels = {
    .winograd_input = TK(winograd_input),
    .winograd_gradient = TK(winograd_gradient),
    .pairs = TK(pairs),
    .product = TK(product),
};

const tk_bfloat16_kernels *_Nullable tk_bfloat16(void) {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") ? &kernels : NULL;
}
#else
const tk_bfloat16_kernels *_Nullable tk_bfloat16(void) { return NULL; }
#endif
