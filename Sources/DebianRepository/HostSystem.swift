/// What system the host is, by its os-release file.
public struct HostSystem: Sendable, Hashable {
    /// The families whose archives differ.
    public enum Family: String, Sendable, Hashable {
        /// Debian and systems whose packages come from it.
        case debian
        /// Ubuntu and systems whose packages come from it.
        case ubuntu
    }

    /// The identifier, `debian`.
    public let id: String
    /// The family; `nil` for systems that are neither Debian's nor Ubuntu's descendants.
    public let family: Family?
    /// The codename of the release in the family's archive, `bookworm`.
    public let codename: String?

    /// Reads the text of `/etc/os-release`.
    ///
    /// A descendant such as Mint counts by `ID_LIKE`, and `UBUNTU_CODENAME`, where it is there, names
    /// the archive's suite better than its own codename. Old releases have the codename only in
    /// parentheses in `VERSION`.
    public init(osRelease text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            var value = line[line.index(after: equals)...]
            for quote in ["\"", "'"] where value.hasPrefix(quote) && value.hasSuffix(quote) {
                if value.count >= 2 { value = value.dropFirst().dropLast() }
            }
            values[String(line[..<equals])] = String(value)
        }
        id = values["ID"] ?? ""
        let names = [id] + (values["ID_LIKE"] ?? "").split(separator: " ").map(String.init)
        family = names.lazy.compactMap { Family(rawValue: $0) }.first
        let inVersion = (values["VERSION"] ?? "").split(separator: "(").dropFirst().first
            .flatMap { $0.split { $0 == ")" || $0 == " " }.first }?.lowercased()
        let own = values["VERSION_CODENAME"].flatMap { $0.isEmpty ? nil : $0 }
        let ubuntu = family == .ubuntu ? values["UBUNTU_CODENAME"] : nil
        codename = ubuntu ?? own ?? inVersion
    }
}
