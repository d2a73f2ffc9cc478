/// The same address without the user name and password that it may carry.
///
/// Everything between the scheme and the last `@` of the authority goes, as RFC 3986 defines userinfo;
/// an address that is no URL is cut in the same way as far as it looks like one.
public func redacted(_ url: String) -> String {
    guard let authority = TransferAddress.authority(of: url),
        let at = url[authority].lastIndex(of: "@")
    else { return url }
    return String(url[..<authority.lowerBound]) + url[url.index(after: at)...]
}

/// The parts of an address that the order of work depends on.
enum TransferAddress {
    /// Where the authority (`user:password@host:port`) lies.
    static func authority(of url: String) -> Range<String.Index>? {
        var start = url.startIndex
        guard let colon = url.firstIndex(of: ":") else { return nil }
        start = url.index(after: colon)
        guard url[start...].hasPrefix("//") else { return nil }
        start = url.index(start, offsetBy: 2)
        let end = url[start...].firstIndex { "/?#\\".contains($0) } ?? url.endIndex
        return start..<end
    }

    /// The scheme in lower case; empty where there is none.
    static func scheme(of url: String) -> String {
        guard let colon = url.firstIndex(of: ":") else { return "" }
        return url[..<colon].lowercased()
    }

    /// What counts as one host: scheme, name and port, without credentials.
    static func host(of url: String) -> String {
        guard let range = authority(of: url) else { return scheme(of: url) }
        let text = url[range]
        let host = text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
        return scheme(of: url) + "://" + host.lowercased()
    }
}
