internal import CSQLite

/// The one owner of a prepared statement; it keeps its connection open.
@safe
public final class Statement {
    private let handle: OpaquePointer
    /// The connection that it belongs to.
    public let connection: Connection

    @unsafe
    init(_ handle: OpaquePointer, of connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    // MARK: - Parameters

    /// Gives the parameters their values, in order.
    public func bind(_ values: [Connection.Value]) throws(SQLiteError) {
        let expected = unsafe Int(sqlite3_bind_parameter_count(handle))
        precondition(values.count == expected, "a value for each parameter of a statement")
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: try check(unsafe sqlite3_bind_null(handle, place))
            case .integer(let number):
                try check(unsafe sqlite3_bind_int64(handle, place, sqlite3_int64(number)))
            case .text(let text):
                // The length is given, since a text may contain a zero byte.
                try check(unsafe csqlite_bind_text(handle, place, text, Int32(text.utf8.count)))
            case .blob(let bytes):
                try check(unsafe csqlite_bind_blob(handle, place, bytes, UInt64(bytes.count)))
            }
        }
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw connection.failure(code) }
    }

    // MARK: - Running

    /// Moves to the next row; false when there is none, and the statement has done its work.
    public func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.failure(code)
        }
    }

    /// Runs a statement that yields nothing, with the values of a row in the order of its parameters.
    public func run(_ row: borrowing Row) throws(SQLiteError) {
        let expected = unsafe Int(sqlite3_bind_parameter_count(handle))
        precondition(row.cells.count == expected, "a value for each parameter of a statement")
        let code = unsafe row.bytes.withUnsafeBufferPointer { bytes in
            // Nothing is copied: the row outlives the step, and no parameter outlives this call.
            unsafe step(row, bytes)
        }
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
        if code != SQLITE_DONE { throw connection.failure(code) }
    }

    private func step(_ row: borrowing Row, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        for (index, cell) in row.cells.enumerated() {
            let place = Int32(index + 1)
            let code =
                switch cell {
                case .null: unsafe sqlite3_bind_null(handle, place)
                case .integer(let number):
                    unsafe sqlite3_bind_int64(handle, place, sqlite3_int64(number))
                case .text(let range):
                    unsafe csqlite_bind_bytes(
                        handle, place, bytes.baseAddress.map { unsafe $0 + range.lowerBound },
                        UInt64(range.count))
                }
            if code != SQLITE_OK { return code }
        }
        return unsafe sqlite3_step(handle)
    }

    // MARK: - Columns

    /// A column of the present row as a number.
    public func integer(_ column: Int32) -> Int { unsafe Int(sqlite3_column_int64(handle, column)) }

    /// A column of the present row as text.
    public func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A column of the present row as text, `nil` where it is NULL.
    public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// A column of the present row as bytes.
    public func bytes(_ column: Int32) -> [UInt8] {
        guard let base = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Whether a column of the present row is NULL.
    public func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }
}
