import Foundation

/// MATLAB's files of a Bach10 piece in miniature, as SciPy writes them (Tests/Reference/bach10.py): violin, clarinet, saxophone and
/// bassoon, two seconds.
enum Bach10Files {
    /// 4 × 1 cells of cells of 2 × L: frames from 1, and pitches.
    static var notes: Data { data(notesText) }
    /// 4 × 200 pitches, 0 for silence.
    static var curves: Data { data(curvesText) }
    /// A variable of words.
    static var other: Data { data(otherText) }

    private static func data(_ text: String) -> Data {
        Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data()
    }

    private static let notesText = """
        TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFR1ZSBOb3YgMjQgMDU6NDQ6MzIgMjAyNgAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAcQQAAHicvdjLahtXHMfxk6Z2
        XCghCy8c8MIYY4wxxve7raP7XRpprt110WbbQvoA8wB9gXbVd+gLzLKLdJ8nyLqQF8hRNGea37etoRQ6IMZjffTzT6A5fx89N8b8
        9tKYVXdec48nZnmslNefl79bPJ65RzeafPfDt6/Nc/fz29V/ft1nn7xucSx88PRPv/o3/uQT/4V7bD0tL8wftdPF8X5uy1+U57A8
        r9nf37jjS3/9wqpfh9+A34Tfgt+G34Hfhd+D34c/gD+EP4I/hj+BP4U/gz+Hv4C/hL+Cv4a/gb+Fv4O/h3+Ar8Fb9bmFr6vP68hv
        qM8byG8iv4n8FvJbyG8jv438DvI7yO8iv4v8HvJ7yO9X/j/dV3l/mfva5w7Kv+d7DZY9fvTPD9XnQ/VmpD4fIX+M/DHyJ8ifIH+K
        /CnyA/U2gA/UF/Bmpt7O0GemvoA3c/V2rt6dxRfw1efFvz5E/xD94U2E/hH6R+gPb2L0j9E/Rn94k6B/gv4J+sObFP1T9E/RH95k
        6J+hf4b+8Oaryi/uq18emW9PzF/n2/erj9+H3xi9D61Hfr79Wn4e/Xzzn08/397463K+VX4dfgN+E34Lfht+B34Xfg9+H/4A/hD+
        CP4Y/gT+FP4M/hz+Av4S/gr+Gv4G/hb+Dv4e/gG+Bm/V+/lW+bp6P9+q/IZ6P9+q/Cbym8hvIb+F/Dby28jvIL+D/C7yu8jvIb+H
        /D7y+8gfIH+A/CHyh8gfIX+E/DHyx8ifIH+C/Cnyp8gP1NsAPlBfwJuZejtDn5n6At7M1ds53i/mYwFvQvQP0T9Ef3gToX+E/hH6
        w5sY/WP0j9Ef3iTon6B/gv7wJkX/FP1T9Ic3Gfpn6J+hP7ybU94v5s7XK/9uTh2tPD6nAqNz6uOTH49z+2pxvCvvB7fOLs/l/2lu
        nf35J3e89NdX8NfwN/C38Hfw9/AP8DV4q96ts+rr6t06q/kN9W6d1fwm8pvIb6l366zmt5HfRn4H+R3kd9W7dVbze8jvIb+P/D7y
        B8gfIH+I/CHyR8gfIX+s3q2zmj9B/kS9W2c1f4r8QL1bZ9UH6gt4t86Kd+us9pmpL+DdOive7weq9ztXX8BX+0H/90P0D9Ef3q2z
        2j9C/wj94d06q/1j9I/RH97vB6r+Cfon6A/v1lntn6J/iv7wbp3V/hn6Z+gP7/cDzv/f+4FlD39/+++7/P27Vvb21y+s+nX4DfhN
        +C34bfgd+F34Pfh9+AP4Q/gj+GP4E/hT+DP4c/gL+Ev4K/hr+Bv4W/g7+Hv4B/gavFWfW/i6+ur7Lv98Q33eQH5Tfd5Efgv5LfVu
        Tml+G/kd9XkH+V3kd9W7s+b3kN9Xn/eRP0D+QL2bU5o/RP4I+SPkj5E/Vu/WB82fIH+K/CnyA/V+P1D5QH0B7/cD3tsZ+szUF/Bm
        rt7O8X7n6gt4E6J/qD4P0R/e7weq/hH6R+gPb2L0j9E/Vl/AmwT9E/V5gv7wfj9Q9U/RP0V/eJOhf4b+mfoC3s0p7z8ARKwfSg==
        """

    private static let curvesText = """
        TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFR1ZSBOb3YgMjQgMDU6NDQ6MzIgMjAyNgAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAArAAAAHic7Yy9CQJBEEZHUFEQ
        8+tCMDGcyLvEQ/aswQauAQuwAW3DBgwNzjZswAac/YGLVjDQxPdg+Jid/d5cRFaFyNhyIjE9o7QPbW42g/RW7taL1nLqP1lv6Xk6
        DXnZaqrL3vMo097EvPb3SKX3zpg1Mbv+fj4ZRaX48X/ij72NvvfXmvPHXq348eP/vj/0Wpf1h2+HvD/0jg4/fvz48f+ZXwAAAAAA
        AH7EC3l6+AQ=
        """

    private static let otherText = """
        TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFR1ZSBOb3YgMjQgMDU6NDQ6MzIgMjAyNgAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAMAAAAHic42NgYHAAYjYg5gBi
        FgYIYAViHiBmhGKYOCNULr8kI7UISAsAZUpSK0oAQKAEeQ==
        """
}
