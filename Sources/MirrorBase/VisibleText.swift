/// Text from outside, made harmless for a terminal.
public enum VisibleText {
    /// The text with every control character replaced, and everything that turns the direction of what
    /// follows, so that it can neither move the cursor nor show what is not there.
    ///
    /// - Parameter lines: Whether line feeds and tabs stay, for text of several lines.
    public static func of(_ text: String, keepingLines lines: Bool = false) -> String {
        let isClean = text.utf8.allSatisfy { byte in
            (byte >= 0x20 && byte < 0x7F) || (lines && (byte == 0x0A || byte == 0x09))
        }
        if isClean { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let stays = lines && (scalar == "\n" || scalar == "\t")
            result.append(stays || !isHarmful(scalar) ? scalar : "\u{FFFD}")
        }
        return String(result)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
        }
    }
}
