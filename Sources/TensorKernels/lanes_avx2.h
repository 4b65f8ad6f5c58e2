// Eight lanes.
#define TK(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8

typedef __m256 lanes;

#define INLINE static inline __attribute__((always_inline)) TARGET

INLINE lanes TK(all)(float x) { return _mm256_set1_ps(x); }
INLINE __m256i TK(mask)(long count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
INLINE lanes TK(load)(const float *p, long count) {
    return count >= LANES ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, TK(mask)(count));
}
INLINE void TK(store)(float *p, lanes x, long count) {
    if (count >= LANES) _mm256_storeu_ps(p, x);
    else _mm256_maskstore_ps(p, TK(mask)(count), x);
}
INLINE lanes TK(leaky)(lanes x, lanes slope) {
    return _mm256_blendv_ps(x, x * slope, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ));
}
// The gradient of leaky at x: all of g where x is positive, slope · g where it isn't.
INLINE lanes TK(leaky_gradient)(lanes g, lanes x, lanes slope) {
    return _mm256_blendv_ps(g, g * slope, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LE_OQ));
}
