// eˣ as in VectorMath.swift: Moshier's polynomial, 0 below −104 and infinite above 88.7.

INLINE lanes TK(exp_lanes)(lanes x) {
    // The order of the arguments lets NaN through.
    lanes clamped = TK(least)(TK(all)(89), TK(greatest)(TK(all)(-104), x));
    lanes power = TK(rounded)(clamped * TK(all)(1.44269504f));
    lanes rest = clamped - power * TK(all)(0.693359375f) + power * TK(all)(2.1219444e-4f);
    lanes sum = TK(all)(1.98756915e-4f);
    sum = sum * rest + TK(all)(1.39819995e-3f);
    sum = sum * rest + TK(all)(8.3334519e-3f);
    sum = sum * rest + TK(all)(4.1665796e-2f);
    sum = sum * rest + TK(all)(1.66666655e-1f);
    sum = sum * rest + TK(all)(5.0000001e-1f);
    sum = sum * (rest * rest) + rest + TK(all)(1);
    return TK(scaled)(sum, power);
}

TARGET static void TK(exp)(const float *x, const float *shift, long count, float *y) {
    for (long i = 0; i < count; i += LANES) {
        long left = count - i;
        TK(store)(y + i, TK(exp_lanes)(TK(load)(x + i, left) - TK(load)(shift + i, left)), left);
    }
}

TARGET static void TK(add_exp)(const float *x, const float *shift, long count, float *sums) {
    for (long i = 0; i < count; i += LANES) {
        long left = count - i;
        lanes y = TK(exp_lanes)(TK(load)(x + i, left) - TK(load)(shift + i, left));
        TK(store)(sums + i, TK(load)(sums + i, left) + y, left);
    }
}

TARGET static void TK(sum_exp_rows)(const float *x, long rows, long count, float *shifts, float *sums) {
    for (long row = 0; row < rows; row++, x += count) {
        float shift = x[0];
        for (long i = 0; i < count; i += LANES) shift = TK(maximum)(shift, TK(load)(x + i, count - i), count - i);
        // An infinite shift would make differences that aren't numbers; any other gives the right limit.
        if (shift == INFINITY || shift == -INFINITY) shift = 0;
        float sum = 0;
        for (long i = 0; i < count; i += LANES)
            sum += TK(total)(TK(exp_lanes)(TK(load)(x + i, count - i) - TK(all)(shift)), count - i);
        shifts[row] = shift;
        sums[row] = sum;
    }
}
