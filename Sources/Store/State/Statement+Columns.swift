internal import MirrorBase
internal import SQLite

extension Statement {
    /// A column of the present row as SHA-256; what is none shows a damaged file.
    func digest(_ column: Int32) throws(SQLiteError) -> Digest {
        let text = text(column)
        guard let digest = Digest(.sha256, hex: text) else {
            throw .damaged(database: connection.name, reason: "`\(text)` is no SHA-256 digest")
        }
        return digest
    }

    /// A column of the present row as SHA-256, `nil` where it is NULL.
    func optionalDigest(_ column: Int32) throws(SQLiteError) -> Digest? {
        isNull(column) ? nil : try digest(column)
    }

    /// A column of the present row as a point in time.
    func time(_ column: Int32) -> Timestamp { Timestamp(seconds: Int64(integer(column))) }
}
