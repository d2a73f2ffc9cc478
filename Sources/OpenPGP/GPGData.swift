internal import CGPGME

/// Bytes on their way to GnuPG or from it; it owns the gpgme handle.
@safe final class GPGData {
    let handle: gpgme_data_t

    /// Makes an empty buffer for a result.
    init() throws(OpenPGPError) {
        var data: gpgme_data_t?
        let error = unsafe gpgme_data_new(&data)
        guard let data = unsafe data else {
            throw .engine(operation: "take data", reason: reason(error))
        }
        unsafe handle = unsafe data
    }

    /// Holds a copy of some bytes.
    init(_ bytes: [UInt8]) throws(OpenPGPError) {
        var data: gpgme_data_t?
        let error = unsafe bytes.withUnsafeBytes { buffer in
            unsafe gpgme_data_new_from_mem(
                &data, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, 1)
        }
        guard let data = unsafe data else {
            throw .engine(operation: "take data", reason: reason(error))
        }
        unsafe handle = unsafe data
    }

    deinit { unsafe gpgme_data_release(handle) }

    /// Everything written to it.
    func content() -> [UInt8] {
        var content: [UInt8] = []
        unsafe gpgme_data_seek(handle, 0, 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe gpgme_data_read(handle, bytes.baseAddress, bytes.count)
            }
            if count <= 0 { return content }
            content += buffer[..<count]
        }
    }
}

/// GnuPG's words for an error.
func reason(_ error: gpgme_error_t) -> String {
    guard let text = unsafe gpgme_strerror(error) else { return "error \(error)" }
    return unsafe String(cString: text)
}
