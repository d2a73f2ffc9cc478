public import YAML

/// What a server that knows its clients by certificate is shown.
///
/// Each path is absolute and may hold globs in its last part.
public struct ClientCertificate: Sendable, Hashable {
    /// The client's certificate (PEM).
    public var certificate: String
    /// Its private key; `nil` where it lies in the same file, or beside it as `NAME-key.pem`.
    public var key: String?
    /// The certificate authority that vouches for the server; `nil` for the system's.
    public var authority: String?
    /// Where it stands.
    public var span: SourceSpan
}
