internal import CGPGME
internal import Glibc
internal import MirrorBase
internal import SystemIO

/// A conversation with GnuPG about one home directory; it owns the gpgme context.
///
/// It is unchecked `Sendable` because gpgme lets any thread use a context, one at a time, and whoever
/// passes one on gives it up.
@safe final class GPGContext: @unchecked Sendable {
    private let context: gpgme_ctx_t

    /// gpgme wants to be started once, before anything else, and by one thread.
    private static let isStarted: Bool = unsafe gpgme_check_version("1.14.0") != nil

    init(home: FilePath) throws(OpenPGPError) {
        guard GPGContext.isStarted else {
            throw .engine(operation: "start", reason: "gpgme is older than 1.14")
        }
        var created: gpgme_ctx_t?
        let error = unsafe gpgme_new(&created)
        guard let created = unsafe created else {
            throw .engine(operation: "start", reason: reason(error))
        }
        unsafe context = unsafe created
        try check("start") {
            unsafe gpgme_ctx_set_engine_info(created, GPGME_PROTOCOL_OpenPGP, nil, home.string)
        }
        unsafe gpgme_set_offline(context, 1)
        let mode = GPGME_KEYLIST_MODE_LOCAL | GPGME_KEYLIST_MODE_WITH_KEYGRIP
        unsafe gpgme_set_keylist_mode(context, gpgme_keylist_mode_t(mode))
    }

    deinit { unsafe gpgme_release(context) }

    /// A key of the home.
    struct Key {
        struct Part {
            var fingerprint: String
            var created: Timestamp
            var expires: Timestamp?
            var canSign: Bool
            /// The name of the file that holds the secret key.
            var keygrip: String
        }
        /// The primary key first.
        var parts: [Part]
        var fingerprint: String { parts[0].fingerprint }
    }

    /// What GnuPG says of one signature.
    struct Verdict {
        var key: String
        var status: gpgme_err_code_t
        var statusText: String
        var date: Timestamp
        var digest: gpgme_hash_algo_t
    }

    /// Takes keys in and returns how many there were.
    func importKeys(_ bytes: [UInt8]) throws(OpenPGPError) -> Int {
        let data = try GPGData(bytes)
        try check("import a key") { unsafe gpgme_op_import(context, data.handle) }
        guard let result = unsafe gpgme_op_import_result(context) else { return 0 }
        return unsafe Int(result.pointee.considered)
    }

    /// The public keys of the home, all or those that fit a pattern.
    func keys(matching pattern: String? = nil) throws(OpenPGPError) -> [Key] {
        try check("list keys") { unsafe gpgme_op_keylist_start(context, pattern, 0) }
        var keys: [Key] = []
        while true {
            var next: gpgme_key_t?
            let error = withoutPipeSignal { unsafe gpgme_op_keylist_next(context, &next) }
            guard let key = unsafe next, error == 0 else { break }
            defer { unsafe gpgme_key_unref(key) }
            var parts: [Key.Part] = []
            var part = unsafe key.pointee.subkeys
            while let current = unsafe part {
                let expires = unsafe Int64(current.pointee.expires)
                parts.append(
                    Key.Part(
                        fingerprint: unsafe string(current.pointee.fpr),
                        created: Timestamp(
                            seconds: unsafe max(0, Int64(current.pointee.timestamp))),
                        expires: expires > 0 ? Timestamp(seconds: expires) : nil,
                        canSign: unsafe current.pointee.can_sign != 0,
                        keygrip: unsafe string(current.pointee.keygrip)))
                unsafe part = current.pointee.next
            }
            if !parts.isEmpty { keys.append(Key(parts: parts)) }
        }
        unsafe gpgme_op_keylist_end(context)
        return keys
    }

    /// Checks a detached signature.
    func verify(signature: [UInt8], content: GPGData) throws(OpenPGPError) -> [Verdict] {
        let signature = try GPGData(signature)
        // A signature that is not good is no failure of the operation, but some versions say so.
        let error = withoutPipeSignal {
            unsafe gpgme_op_verify(context, signature.handle, content.handle, nil)
        }
        guard let result = unsafe gpgme_op_verify_result(context) else {
            throw .engine(operation: "check a signature", reason: reason(error))
        }
        var verdicts: [Verdict] = []
        var next = unsafe result.pointee.signatures
        while let current = unsafe next {
            let status = unsafe current.pointee.status
            verdicts.append(
                Verdict(
                    key: unsafe string(current.pointee.fpr), status: gpgme_err_code(status),
                    statusText: reason(status),
                    date: Timestamp(seconds: unsafe Int64(clamping: current.pointee.timestamp)),
                    digest: unsafe current.pointee.hash_algo))
            unsafe next = current.pointee.next
        }
        if verdicts.isEmpty, error != 0, gpgme_err_code(error) != GPG_ERR_NO_DATA {
            throw .engine(operation: "check a signature", reason: reason(error))
        }
        return verdicts
    }

    /// How a signature goes with its text.
    enum SignatureForm { case clear, detached }

    /// Signs in ASCII armour with the key of a fingerprint.
    func sign(_ text: [UInt8], key fingerprint: String, form: SignatureForm)
        throws(OpenPGPError) -> [UInt8]
    {
        var found: gpgme_key_t?
        let error = withoutPipeSignal { unsafe gpgme_get_key(context, fingerprint, &found, 0) }
        guard let key = unsafe found, error == 0 else { throw .noSigningKey(fingerprint) }
        defer { unsafe gpgme_key_unref(key) }
        unsafe gpgme_signers_clear(context)
        try check("sign") { unsafe gpgme_signers_add(context, key) }
        unsafe gpgme_set_armor(context, 1)
        let mode = form == .clear ? GPGME_SIG_MODE_CLEAR : GPGME_SIG_MODE_DETACH
        let plain = try GPGData(text)
        let signed = try GPGData()
        try check("sign") { unsafe gpgme_op_sign(context, plain.handle, signed.handle, mode) }
        return signed.content()
    }

    /// Makes a key to sign and certify, without passphrase and expiry, and returns its fingerprint.
    func createKey(userID: String, algorithm: String) throws(OpenPGPError) -> String {
        let flags =
            GPGME_CREATE_SIGN | GPGME_CREATE_NOPASSWD | GPGME_CREATE_NOEXPIRE | GPGME_CREATE_FORCE
        try check("make a key") {
            unsafe gpgme_op_createkey(
                context, userID, algorithm, 0, 0, nil, UInt32(bitPattern: Int32(flags)))
        }
        guard let result = unsafe gpgme_op_genkey_result(context),
            let fingerprint = unsafe result.pointee.fpr
        else { throw .engine(operation: "make a key", reason: "no fingerprint given") }
        return unsafe String(cString: fingerprint)
    }

    /// The public key of a fingerprint, without the signatures of others.
    func export(_ fingerprint: String, armored: Bool) throws(OpenPGPError) -> [UInt8] {
        let data = try GPGData()
        unsafe gpgme_set_armor(context, armored ? 1 : 0)
        try check("export a key") {
            unsafe gpgme_op_export(
                context, fingerprint, gpgme_export_mode_t(GPGME_EXPORT_MODE_MINIMAL), data.handle)
        }
        let content = data.content()
        if content.isEmpty { throw .noSigningKey(fingerprint) }
        return content
    }

    private func check(_ operation: String, _ call: () -> gpgme_error_t) throws(OpenPGPError) {
        let error = withoutPipeSignal(call)
        if error != 0 { throw .engine(operation: operation, reason: reason(error)) }
    }

    private func string(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}

/// Runs a call of gpgme that writes to a pipe, so that an early end of GnuPG is an error and not the end
/// of this process; the process's own handling of the signal stays as it is.
func withoutPipeSignal<Result>(_ call: () -> Result) -> Result {
    var pipe = sigset_t()
    var previous = sigset_t()
    var pending = sigset_t()
    unsafe sigemptyset(&pipe)
    unsafe sigaddset(&pipe, SIGPIPE)
    unsafe sigpending(&pending)
    let wasPending = unsafe sigismember(&pending, SIGPIPE) == 1
    unsafe pthread_sigmask(SIG_BLOCK, &pipe, &previous)
    let result = call()
    if !wasPending {
        var none = timespec()
        while unsafe sigtimedwait(&pipe, nil, &none) == SIGPIPE {}
    }
    unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    return result
}
