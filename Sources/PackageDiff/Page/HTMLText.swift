/// A piece of an HTML document, in which nothing stands that is not meant as markup.
///
/// Literals are markup; what is put into them is text, and escaped so that it stays text between tags and
/// in quoted attributes:
///
///     let cell: HTMLText = "<td title=\"\(title)\">\(name)</td>"
struct HTMLText: ExpressibleByStringInterpolation {
    /// The markup.
    private(set) var html: String

    init(stringLiteral literal: String) { html = literal }

    init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

    /// Joins pieces.
    init(joining pieces: [HTMLText], with separator: HTMLText = "") {
        html = pieces.map(\.html).joined(separator: separator.html)
    }

    static func += (left: inout HTMLText, right: HTMLText) { left.html += right.html }

    /// What stands in a literal.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            html.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { html += literal }

        /// Text from anywhere.
        mutating func appendInterpolation(_ text: String) { HTMLText.escape(text, into: &html) }

        /// A number.
        mutating func appendInterpolation(_ number: Int) { html += String(number) }

        /// Markup that is escaped already.
        mutating func appendInterpolation(_ piece: HTMLText) { html += piece.html }
    }

    /// Writes text so that no browser takes any of it for markup.
    ///
    /// Characters that HTML forbids, and those that turn the direction of what follows, which make a text
    /// look like another one, are replaced by U+FFFD.
    private static func escape(_ text: String, into html: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            case "\n", "\t": html.unicodeScalars.append(scalar)
            default:
                html.unicodeScalars.append(isUnfit(scalar) ? "\u{FFFD}" : scalar)
            }
        }
    }

    private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
        case 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
