import Audio
import CCairo
import Foundation
import MultiTask

/// Draws the picture of a transcription as PNG, through Cairo. The library itself writes it as SVG.
enum PianorollPicture {
    /// The bytes of a PNG file.
    ///
    /// - Parameter title: Stands above; empty for none.
    /// - Throws: ``AudioError/unwritable(path:reason:)``, should Cairo not find the memory.
    static func png(of transcription: Transcription, title: String = "") throws(AudioError) -> Data {
        try png(of: PianorollLayout(transcription, title: title).picture)
    }

    static func png(of picture: Picture) throws(AudioError) -> Data {
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32(picture.width.rounded(.up)), Int32(picture.height.rounded(.up)))
        defer { cairo_surface_destroy(surface) }
        try check(cairo_surface_status(surface))
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        for element in picture.elements {
            switch element {
            case .rectangle(let rectangle): draw(rectangle, context)
            case .line(let line): draw(line, context)
            case .text(let text): draw(text, context)
            }
        }
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

    private static func draw(_ rectangle: Picture.Rectangle, _ context: OpaquePointer?) {
        cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
        set(rectangle.fill, context)
        guard let stroke = rectangle.stroke else { return cairo_fill(context) }
        cairo_fill_preserve(context)
        set(stroke, context)
        cairo_set_line_width(context, 0.5)
        cairo_stroke(context)
    }

    private static func draw(_ line: Picture.Line, _ context: OpaquePointer?) {
        // Upright and level lines of one point lie on whole pixels.
        let shift = line.width == 1 ? 0.5 : 0
        cairo_move_to(context, line.x1.rounded() + shift, line.y1.rounded() + shift)
        cairo_line_to(context, line.x2.rounded() + shift, line.y2.rounded() + shift)
        set(line.color, context)
        cairo_set_line_width(context, line.width)
        cairo_stroke(context)
    }

    private static func draw(_ text: Picture.Text, _ context: OpaquePointer?) {
        cairo_select_font_face(
            context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
            text.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, text.size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text.string, &extents)
        let share =
            switch text.anchor {
            case .start: 0.0
            case .middle: 0.5
            case .end: 1.0
            }
        cairo_move_to(context, text.x - share * extents.x_advance, text.y)
        set(text.color, context)
        cairo_show_text(context, text.string)
    }

    private static func set(_ color: Picture.Color, _ context: OpaquePointer?) {
        cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
    }

    private static func check(_ status: cairo_status_t) throws(AudioError) {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
        throw .unwritable(path: "picture", reason: reason)
    }
}
