// Products of bfloat16 numbers, summed in single precision. One instruction adds the products of two numbers each, so
// both sides are read in pairs of neighbours along the sum.

// A block of `rows` x `vectors` sums, all of them in registers. Only the last vector may be less than whole.
INLINE void TK(product_block)(int rows, int vectors, const unsigned *a, long a_row, long a_pair, const unsigned *b,
                              long b_stride, float *c, long c_stride, long columns, long pairs, int adding) {
    lanes sums[24];
    long last = columns - 16 * (vectors - 1);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            sums[r * vectors + v] =
                adding ? TK(load)(c + r * c_stride + 16 * v, v == vectors - 1 ? last : 16) : TK(all)(0);
    for (long p = 0; p < pairs; p++) {
        __m512bh right[4];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) right[v] = (__m512bh)_mm512_loadu_si512(b + p * b_stride + 16 * v);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            __m512bh left = (__m512bh)_mm512_set1_epi32((int)a[r * a_row + p * a_pair]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++)
                sums[r * vectors + v] = _mm512_dpbf16_ps(sums[r * vectors + v], left, right[v]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            TK(store)(c + r * c_stride + 16 * v, sums[r * vectors + v], v == vectors - 1 ? last : 16);
}

// All rows, in blocks of `most` and what is left of them in fours, twos and ones.
INLINE void TK(product_rows)(int most, int vectors, const unsigned *a, long a_row, long a_pair, const unsigned *b,
                             long b_stride, float *c, long c_stride, long rows, long columns, long pairs,
                             int adding) {
    long row = 0;
#define BLOCK(count)                                                                                          \
    for (; row + count <= rows; row += count)                                                                 \
    TK(product_block)(count, vectors, a + row * a_row, a_row, a_pair, b, b_stride, c + row * c_stride,        \
                      c_stride, columns, pairs, adding)
    BLOCK(most);
    BLOCK(4);
    BLOCK(2);
    BLOCK(1);
#undef BLOCK
}

TARGET static void TK(product)(const unsigned *a, long a_row, long a_pair, const unsigned *b, long b_stride, float *c,
                               long c_stride, long rows, long columns, long pairs, int adding) {
    // 24 sums, the registers that are left hold one vector of b each, and a number of a.
    if (columns > 48)
        TK(product_rows)(6, 4, a, a_row, a_pair, b, b_stride, c, c_stride, rows, columns, pairs, adding);
    else if (columns > 32)
        TK(product_rows)(8, 3, a, a_row, a_pair, b, b_stride, c, c_stride, rows, columns, pairs, adding);
    else if (columns > 16)
        TK(product_rows)(12, 2, a, a_row, a_pair, b, b_stride, c, c_stride, rows, columns, pairs, adding);
    else
        TK(product_rows)(16, 1, a, a_row, a_pair, b, b_stride, c, c_stride, rows, columns, pairs, adding);
}

TARGET static void TK(pairs)(const unsigned short *x, long stride, long rows, long channels, unsigned *out,
                             long out_stride) {
    for (long row = 0; row < rows; row += 2, x += 2 * stride, out += out_stride) {
        for (long c = 0; c < channels; c += LANES) {
            __mmask16 mask = channels - c >= LANES ? (__mmask16)0xFFFF : TK(mask)(channels - c);
            __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, x + c)), high = _mm512_setzero_si512();
            if (row + 1 < rows) high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, x + stride + c));
            _mm512_storeu_si512(out + c, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
        }
    }
}
