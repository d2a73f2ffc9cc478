extension Lock {
    /// Reads the file form.
    ///
    /// Everything has to be there and of its type, nothing more may be there, no package twice, every
    /// path inside the tree. Packages may come in any order, since files are merged by hand; the lock
    /// has them in canonical order. Errors carry line and column.
    public init(reading bytes: [UInt8]) throws(LockError) {
        self = try LockReader(bytes: bytes).lock()
    }
}
