#include "AudioKernels.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define AK(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define TOGETHER 4
#include "loops.h"

const ak_kernels *_Nullable ak_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_avx2 : NULL;
}
#else
const ak_kernels *_Nullable ak_avx2(void) { return NULL; }
#endif
