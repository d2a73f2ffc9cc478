extension Lock {
    /// Reads the file form.
    ///
    /// Everything has to be there and of its type, nothing more may be there, no package twice, every
    /// path inside the tree. Packages may come in any order, since files are merged by hand; the lock
    /// has them in canonical order. Errors carry line and column.
    ///
    /// - Parameter withRecords: Whether records are kept, which are most of a lock. Else they are checked, and
    ///   all are empty; such a lock is for looking at, not for writing.
    public init(reading bytes: [UInt8], withRecords: Bool = true) throws(LockError) {
        self = try LockReader(bytes: bytes, hasRecords: withRecords).lock()
    }
}
