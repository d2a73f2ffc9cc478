internal import MirrorBase
internal import YAML

extension ProblemLog {
    static let schemes = ["http", "https", "file"]

    /// Notes a password in an address of a file that is meant to be shared.
    func checkNoPassword(_ address: String, at node: YAMLNode) {
        if SourceText.hidingPasswords(address) == address { return }
        report(
            "an address in a distro file has no password", at: node.span,
            hints: ["a site's own address goes under `sources` of its site file"])
    }

    /// Notes what is wrong with an address whose variables are filled in.
    ///
    /// An absolute path is an address, too. `node` is where it is written.
    func checkAddress(_ address: String, at node: YAMLNode) {
        if address.hasPrefix("/") { return }
        if let blank = address.first(where: { $0.isWhitespace }) {
            let offset = node.text.flatMap { text in
                text.firstIndex(of: blank).map { text.distance(from: text.startIndex, to: $0) }
            }
            report(
                "a blank cannot be in an address",
                at: offset.map { node.span(of: $0..<$0 + 1) } ?? node.span)
            return
        }
        let parts = address.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasPrefix("//") else {
            report(
                "`\(SourceText.hidingPasswords(address))` is not an address", at: node.span,
                hints: ["an address begins with `https://`, `http://`, `file://` or `/`"])
            return
        }
        let scheme = parts[0].lowercased()
        guard ProblemLog.schemes.contains(scheme) else {
            reportUnknown(
                "scheme", String(parts[0]),
                at: node.text?.hasPrefix(scheme) == true
                    ? node.span(of: 0..<scheme.count) : node.span,
                known: ProblemLog.schemes)
            return
        }
        let host = parts[1].dropFirst(2).prefix { $0 != "/" }
        if scheme != "file", host.isEmpty {
            report("the address names no host", at: node.span)
        }
    }
}
