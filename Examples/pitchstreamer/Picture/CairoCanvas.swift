import Audio
import CCairo
import Foundation
import MultiTask

/// Something to draw on with Cairo, in pixels from the upper left corner.
struct CairoCanvas {
    private let context: OpaquePointer?

    /// The bytes of a PNG file.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``, should Cairo not find the memory.
    static func png(width: Int, height: Int, draw: (CairoCanvas) -> Void) throws(AudioError) -> Data {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        defer { cairo_surface_destroy(surface) }
        try check(cairo_surface_status(surface))
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        draw(CairoCanvas(context: context))
        try check(cairo_status(context))
        cairo_surface_flush(surface)
        var data = Data()
        let status = withUnsafeMutablePointer(to: &data) { target in
            cairo_surface_write_to_png_stream(
                surface,
                { target, bytes, count in
                    guard let target, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                    target.assumingMemoryBound(to: Data.self).pointee.append(bytes, count: Int(count))
                    return CAIRO_STATUS_SUCCESS
                }, target)
        }
        try check(status)
        return data
    }

    func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Picture.Color, stroke: Picture.Color? = nil
    ) {
        cairo_rectangle(context, x, y, width, height)
        set(fill)
        guard let stroke else { return cairo_fill(context) }
        cairo_fill_preserve(context)
        set(stroke)
        cairo_set_line_width(context, 0.5)
        cairo_stroke(context)
    }

    func line(from: (x: Double, y: Double), to: (x: Double, y: Double), width: Double = 1, color: Picture.Color) {
        // Upright and level lines of one point lie on whole pixels.
        let shift = width == 1 ? 0.5 : 0
        cairo_move_to(context, from.x.rounded() + shift, from.y.rounded() + shift)
        cairo_line_to(context, to.x.rounded() + shift, to.y.rounded() + shift)
        set(color)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// A line through points, which keep their places between pixels.
    func polyline(_ points: [(x: Double, y: Double)], width: Double, color: Picture.Color) {
        guard let first = points.first else { return }
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        set(color)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// - Parameter y: The base line.
    func text(
        _ string: String, _ x: Double, _ y: Double, size: Double, anchor: Picture.Anchor = .start,
        isBold: Bool = false, color: Picture.Color
    ) {
        cairo_select_font_face(
            context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
            isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, string, &extents)
        let share =
            switch anchor {
            case .start: 0.0
            case .middle: 0.5
            case .end: 1.0
            }
        cairo_move_to(context, x - share * extents.x_advance, y)
        set(color)
        cairo_show_text(context, string)
    }

    private func set(_ color: Picture.Color) {
        cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
    }

    private static func check(_ status: cairo_status_t) throws(AudioError) {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
        throw .unwritable(path: "picture", reason: reason)
    }
}
