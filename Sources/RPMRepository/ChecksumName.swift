public import MirrorBase

extension HashAlgorithm {
    /// The function that rpm-md calls by a name, in any case of letters; `sha` is SHA-1.
    public init?(checksumType name: String) {
        let lower = name.lowercased()
        if lower == "sha" {
            self = .sha1
            return
        }
        for algorithm in HashAlgorithm.allCases where algorithm.name == lower {
            self = algorithm
            return
        }
        return nil
    }
}

extension Digest {
    /// Reads a digest as dnf and zypper do: lower-case digits only; `nil` for anything else.
    public init?(_ algorithm: HashAlgorithm, lowerCaseHex text: Span<UInt8>) {
        guard Digest.isLowerCaseHex(text, of: algorithm) else { return nil }
        self.init(algorithm, hex: text)
    }

    /// Whether a text is a digest as dnf and zypper read it.
    static func isLowerCaseHex(_ text: Span<UInt8>, of algorithm: HashAlgorithm) -> Bool {
        guard text.count == algorithm.byteCount * 2 else { return false }
        for index in text.indices {
            let byte = text[index]
            let isDigit = byte >= 0x30 && byte <= 0x39
            guard isDigit || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f") else {
                return false
            }
        }
        return true
    }
}
