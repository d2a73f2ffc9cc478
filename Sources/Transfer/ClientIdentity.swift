public import SystemIO

/// What a client shows to a server that knows its clients by certificate, in PEM files.
public struct ClientIdentity: Sendable, Hashable {
    /// The client's certificate.
    public var certificate: FilePath
    /// Its private key, without a passphrase; `nil` where it is in the same file.
    public var key: FilePath?
    /// The authorities that may vouch for the server, instead of those of the client's options.
    public var authorities: FilePath?
    /// The hosts that it is for, as `host` gives them; `nil` for all. Others are asked without it.
    public var hosts: [String]?

    /// Makes an identity of its files.
    public init(certificate: FilePath, key: FilePath? = nil, authorities: FilePath? = nil) {
        self.certificate = certificate
        self.key = key
        self.authorities = authorities
    }

    /// The host of an address, in lower case, without user, password and port.
    public static func host(of url: String) -> String {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")),
            url.utf8[colon...].starts(with: "://".utf8)
        else { return "" }
        let rest = url.utf8[colon...].dropFirst(3)
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        var host = rest[..<end]
        if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[at...].dropFirst() }
        // The colons of an address of IPv6 stand in brackets.
        let port = host.lastIndex(of: UInt8(ascii: ":"))
        if let port, !host[port...].contains(UInt8(ascii: "]")) { host = host[..<port] }
        return String(decoding: host, as: UTF8.self).lowercased()
    }

    /// Whether the server of an address is shown it.
    func isMeant(for url: String) -> Bool {
        hosts?.contains(ClientIdentity.host(of: url)) ?? true
    }
}
