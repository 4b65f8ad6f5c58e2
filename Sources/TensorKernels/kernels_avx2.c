#include "TensorKernels.h"
#include <math.h>
#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define TK(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define PLANE float
#include "lanes_avx2.h"
INLINE void TK(store_plane)(float *p, lanes x, long count) { TK(store)(p, x, count); }
#include "winograd_spread.h"
#include "winograd_gather.h"
#include "normalization.h"
#include "exponentials.h"
#include "taps.h"

static const tk_kernels kernels = {
    .winograd_input = TK(winograd_input),
    .winograd_output = TK(winograd_output),
    .winograd_gradient = TK(winograd_gradient),
    .phases = TK(phases),
    .moments = TK(moments),
    .normalize = TK(normalize),
    .gradient_sums = TK(gradient_sums),
    .normalize_gradient = TK(normalize_gradient),
    .exp = TK(exp),
    .add_exp = TK(add_exp),
    .sum_exp_rows = TK(sum_exp_rows),
    .taps = TK(taps),
};

const tk_kernels *_Nullable tk_avx2(void) { return &kernels; }
#else
const tk_kernels *_Nullable tk_avx2(void) { return NULL; }
#endif
