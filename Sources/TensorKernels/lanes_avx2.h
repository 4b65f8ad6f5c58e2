// Eight lanes. Whoever includes this says how functions are named (TK) and what they may use (TARGET).
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
// NaN where x is: the second argument comes through.
INLINE lanes TK(greatest)(lanes least, lanes x) { return _mm256_max_ps(least, x); }
INLINE lanes TK(least)(lanes greatest, lanes x) { return _mm256_min_ps(greatest, x); }
INLINE lanes TK(rounded)(lanes x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE lanes TK(two_to)(__m256i power) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(power, _mm256_set1_epi32(127)), 23));
}
// x · 2^power, in two factors, so that results near both ends of the range come out right.
INLINE lanes TK(scaled)(lanes x, lanes power) {
    __m256i whole = _mm256_cvtps_epi32(power), half = _mm256_srai_epi32(whole, 1);
    return x * TK(two_to)(half) * TK(two_to)(_mm256_sub_epi32(whole, half));
}
// The greatest of a number and of the first lanes; NaN where one of them is.
INLINE float TK(maximum)(float least, lanes x, long count) {
    float values[LANES], greatest = least;
    _mm256_storeu_ps(values, x);
    for (long i = 0; i < LANES && i < count; i++)
        if (values[i] != values[i] || values[i] > greatest) greatest = values[i];
    return greatest;
}
// The sum of the first lanes.
INLINE float TK(total)(lanes x, long count) {
    float values[LANES], sum = 0;
    _mm256_storeu_ps(values, x);
    for (long i = 0; i < LANES && i < count; i++) sum += values[i];
    return sum;
}
