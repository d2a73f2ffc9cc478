internal import CSQLite
internal import MirrorBase

/// The one owner of a prepared statement; it keeps its connection open.
@safe
final class Statement {
    private let handle: OpaquePointer
    private let connection: Connection

    @unsafe
    init(_ handle: OpaquePointer, of connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Gives the parameters their values, in order.
    func bind(_ values: [Connection.Value]) throws(StateError) {
        let expected = unsafe Int(sqlite3_bind_parameter_count(handle))
        precondition(values.count == expected, "a value for each parameter of a statement")
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(handle, place)
            case .integer(let number):
                code = unsafe sqlite3_bind_int64(handle, place, sqlite3_int64(number))
            case .text(let text):
                // The length is given, since a text may contain a zero byte.
                code = unsafe csqlite_bind_text(handle, place, text, Int32(text.utf8.count))
            case .blob(let bytes):
                code = unsafe csqlite_bind_blob(handle, place, bytes, UInt64(bytes.count))
            }
            if code != SQLITE_OK { throw connection.failure(code) }
        }
    }

    /// Moves to the next row; false when there is none, and the statement has done its work.
    func step() throws(StateError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.failure(code)
        }
    }

    /// A column of the present row as a number.
    func integer(_ column: Int32) -> Int { unsafe Int(sqlite3_column_int64(handle, column)) }

    /// A column of the present row as text.
    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A column of the present row as text, `nil` where it is NULL.
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// A column of the present row as bytes.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let base = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A column of the present row as SHA-256; what is none shows a damaged file.
    func digest(_ column: Int32) throws(StateError) -> Digest {
        let text = text(column)
        guard let digest = Digest(.sha256, hex: text) else {
            throw .damaged(path: connection.path, reason: "`\(text)` is no SHA-256 digest")
        }
        return digest
    }

    /// A column of the present row as SHA-256, `nil` where it is NULL.
    func optionalDigest(_ column: Int32) throws(StateError) -> Digest? {
        isNull(column) ? nil : try digest(column)
    }

    /// A column of the present row as a point in time.
    func time(_ column: Int32) -> Timestamp { Timestamp(seconds: Int64(integer(column))) }

    private func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }
}
