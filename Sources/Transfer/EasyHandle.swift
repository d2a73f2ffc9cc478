internal import CCurl
internal import SystemIO

/// One libcurl request: its handle, its extra header lines and its error text.
///
/// It holds its job unretained; the loop keeps both and lets go of the handle first.
@safe final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private var lines: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    /// The first option that libcurl did not take; the request must then not be sent, since what was
    /// not taken may be a restriction.
    private(set) var setupFailure: String?

    init?(_ job: TransferJob, id: UInt64, url: String, from start: Int, options: TransferOptions) {
        guard let raw = unsafe curl_easy_init() else { return nil }
        unsafe self.raw = unsafe raw
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe lines = nil
        set(CURLOPT_URL, url)
        let identity = job.request.identity.flatMap { $0.isMeant(for: url) ? $0 : nil }
        setProtocols(
            url: url, staysSecure: job.request.makeVerifier == nil || identity != nil, options)
        setTimes(options)
        set(CURLOPT_USERAGENT, options.userAgent)
        if let netrc = options.netrc {
            set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
            set(CURLOPT_NETRC_FILE, netrc.string)
        }
        if let file = options.certificateAuthorities { set(CURLOPT_CAINFO, file.string) }
        if let identity { show(identity) }
        if start > 0 {
            set(CURLOPT_RANGE, "\(start)-")
            if let validator = job.validator { addLine("If-Range: \(validator)") }
        }
        // The number is kept one higher, since a null pointer means that nothing was set.
        unsafe check(
            ccurl_easy_setopt_pointer(
                raw, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: UInt(id) + 1)))
        unsafe check(ccurl_easy_setopt_pointer(raw, CURLOPT_ERRORBUFFER, errorText))
        setCallbacks(job)
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
        unsafe curl_slist_free_all(lines)
        unsafe errorText.deallocate()
    }

    /// Restricts where the request may go, also after a redirect.
    ///
    /// A redirect never leads to a local file. One from `https` to `http` is followed only where a
    /// verifier vouches for the content, since the transport then no longer does, and the server did not
    /// have to know the client.
    private func setProtocols(url: String, staysSecure: Bool, _ options: TransferOptions) {
        set(CURLOPT_PROTOCOLS_STR, "http,https,file")
        let isSecure = TransferAddress.scheme(of: url) == "https"
        set(CURLOPT_REDIR_PROTOCOLS_STR, isSecure && staysSecure ? "https" : "http,https")
        set(CURLOPT_FOLLOWLOCATION, 1)
        set(CURLOPT_MAXREDIRS, options.maximumRedirects)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func show(_ identity: ClientIdentity) {
        set(CURLOPT_SSLCERT, identity.certificate.string)
        set(CURLOPT_SSLKEY, (identity.key ?? identity.certificate).string)
        if let file = identity.authorities { set(CURLOPT_CAINFO, file.string) }
    }

    private func setTimes(_ options: TransferOptions) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, options.connectTimeout.nanoseconds / 1_000_000)))
        set(
            CURLOPT_LOW_SPEED_TIME,
            Int(max(1, options.lowSpeedTime.nanoseconds / 1_000_000_000)))
        set(CURLOPT_LOW_SPEED_LIMIT, max(1, options.lowSpeedLimit))
        // Four times libcurl's default: fewer calls per megabyte of a large package.
        set(CURLOPT_BUFFERSIZE, 1 << 16)
    }

    /// Shares a limit on the speed out to this request, in bytes per second.
    ///
    /// What counts as too slow is lowered with it, lest the limit itself make transfers fail.
    func limitSpeed(to share: Int, options: TransferOptions) {
        let share = max(1, share)
        unsafe check(
            ccurl_easy_setopt_offset(raw, CURLOPT_MAX_RECV_SPEED_LARGE, curl_off_t(share)))
        set(CURLOPT_LOW_SPEED_LIMIT, max(1, min(options.lowSpeedLimit, share / 2)))
    }

    private func setCallbacks(_ job: TransferJob) {
        let context = unsafe Unmanaged.passUnretained(job).toOpaque()
        let body = unsafe ccurl_easy_setopt_write(
            raw,
            { data, size, count, context in
                guard let data = unsafe data, let context = unsafe context else { return 0 }
                let job = unsafe Unmanaged<TransferJob>.fromOpaque(context).takeUnretainedValue()
                let start = unsafe UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
                let bytes = unsafe UnsafeBufferPointer(start: start, count: size * count)
                return unsafe job.receive(bytes.span) ? size * count : 0
            }, context)
        let header = unsafe ccurl_easy_setopt_header(
            raw,
            { data, size, count, context in
                guard let data = unsafe data, let context = unsafe context else { return 0 }
                let job = unsafe Unmanaged<TransferJob>.fromOpaque(context).takeUnretainedValue()
                let start = unsafe UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
                let bytes = unsafe UnsafeBufferPointer(start: start, count: size * count)
                return unsafe job.receiveHeader(bytes.span) ? size * count : 0
            }, context)
        check(body)
        check(header)
    }

    private func check(_ code: CURLcode) {
        if code == CURLE_OK || setupFailure != nil { return }
        setupFailure = unsafe String(cString: curl_easy_strerror(code))
    }

    private func set(_ option: CURLoption, _ value: Int) {
        unsafe check(ccurl_easy_setopt_long(raw, option, value))
    }

    /// libcurl copies the text.
    private func set(_ option: CURLoption, _ value: String) {
        unsafe check(ccurl_easy_setopt_string(raw, option, value))
    }

    private func addLine(_ line: String) {
        guard let longer = unsafe curl_slist_append(lines, line) else { return }
        unsafe lines = unsafe longer
        unsafe check(ccurl_easy_setopt_pointer(raw, CURLOPT_HTTPHEADER, lines))
    }

    /// The seconds that the server asks to wait, if it does.
    var retryAfter: Int? {
        var seconds: curl_off_t = 0
        unsafe ccurl_easy_getinfo_offset(raw, CURLINFO_RETRY_AFTER, &seconds)
        return seconds > 0 ? Int(seconds) : nil
    }

    /// libcurl's words for a result.
    ///
    /// The general sentence is used where it says enough, since the particular one holds timings; the
    /// particular one where it names the host or the certificate's fault.
    func reason(_ result: CURLcode) -> String {
        let detail = unsafe String(cString: errorText)
        let isParticular = [
            CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_SSL_CONNECT_ERROR,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
        ].contains(result)
        if isParticular || isAlert(result), !detail.isEmpty { return detail }
        return unsafe String(cString: curl_easy_strerror(result))
    }

    /// Whether the server ended the connection with words about the client's certificate; since TLS 1.3
    /// they come after the handshake, when the client reads.
    private func isAlert(_ result: CURLcode) -> Bool {
        guard [CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SSL_CONNECT_ERROR].contains(result) else {
            return false
        }
        let detail = unsafe String(cString: errorText)
        return detail.contains(" alert ")
            && ["certificate", "unknown ca", "access denied"].contains { detail.contains($0) }
    }

    /// What a failed result means for the address.
    func outcome(_ result: CURLcode) -> TransferAttempt.Outcome {
        switch result {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_TOO_MANY_REDIRECTS,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_LOGIN_DENIED:
            .refused(reason(result))
        case _ where isAlert(result): .refused(reason(result))
        case CURLE_FILE_COULDNT_READ_FILE: .missing
        default: .connection(reason(result))
        }
    }
}
