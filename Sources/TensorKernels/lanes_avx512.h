// Sixteen lanes. Whoever includes this says how functions are named (TK) and what they may use (TARGET).
#define LANES 16

typedef __m512 lanes;

#define INLINE static inline __attribute__((always_inline)) TARGET

INLINE lanes TK(all)(float x) { return _mm512_set1_ps(x); }
INLINE __mmask16 TK(mask)(long count) { return (__mmask16)((1u << count) - 1); }
INLINE lanes TK(load)(const float *p, long count) {
    return count >= LANES ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps(TK(mask)(count), p);
}
INLINE void TK(store)(float *p, lanes x, long count) {
    if (count >= LANES) _mm512_storeu_ps(p, x);
    else _mm512_mask_storeu_ps(p, TK(mask)(count), x);
}
INLINE lanes TK(leaky)(lanes x, lanes slope) {
    return _mm512_mask_mul_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), x, slope);
}
// The gradient of leaky at x: all of g where x is positive, slope · g where it isn't.
INLINE lanes TK(leaky_gradient)(lanes g, lanes x, lanes slope) {
    return _mm512_mask_mul_ps(g, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LE_OQ), g, slope);
}
// NaN where x is: the second argument comes through.
INLINE lanes TK(greatest)(lanes least, lanes x) { return _mm512_max_ps(least, x); }
INLINE lanes TK(least)(lanes greatest, lanes x) { return _mm512_min_ps(greatest, x); }
INLINE lanes TK(rounded)(lanes x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
// x · 2^power
INLINE lanes TK(scaled)(lanes x, lanes power) { return _mm512_scalef_ps(x, power); }
// The greatest of a number and of the first lanes; NaN where one of them is.
INLINE float TK(maximum)(float least, lanes x, long count) {
    __mmask16 mask = count >= LANES ? (__mmask16)0xFFFF : TK(mask)(count);
    if (_mm512_mask_cmp_ps_mask(mask, x, x, _CMP_UNORD_Q) || least != least) return __builtin_nanf("");
    float greatest = _mm512_mask_reduce_max_ps(mask, x);
    return greatest > least ? greatest : least;
}
// The sum of the first lanes.
INLINE float TK(total)(lanes x, long count) {
    return _mm512_mask_reduce_add_ps(count >= LANES ? (__mmask16)0xFFFF : TK(mask)(count), x);
}
