internal import CYAML

/// A position as libyaml counts it: lines and code points from zero.
struct YAMLMark {
    var line: Int
    var column: Int
}

/// What libyaml says about a text that is not YAML.
struct YAMLSyntaxError: Error {
    /// What is wrong, in libyaml's words.
    var problem: String
    /// Where it is wrong; `nil` where only the byte is known.
    var mark: YAMLMark?
    /// The byte that cannot be read as text.
    var byte: Int?
    /// What was being read, in libyaml's words.
    var context: String?
    /// Where that began.
    var contextMark: YAMLMark?
}

/// One step of a YAML document.
struct YAMLEvent {
    /// What the step is.
    enum Kind {
        case streamStart, streamEnd
        /// The document begins, with `---` or without.
        case documentStart(isMarked: Bool)
        /// The document ends, with `...` or without.
        case documentEnd(isMarked: Bool)
        case scalar(String, YAMLNode.Style)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case alias(String)
    }
    var kind: Kind
    var anchor: String?
    var tag: String?
    var start: YAMLMark
    var end: YAMLMark
}

/// The owner of one libyaml parser and of the text it reads.
///
/// The two pointers are made here, leave this type nowhere, and live exactly as long as it.
@safe
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Reads `bytes`, which are taken to be UTF-8.
    init(_ bytes: ArraySlice<UInt8>) {
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe input = .allocate(capacity: max(1, bytes.count))
        _ = unsafe input.initialize(from: bytes)
        let isReady = unsafe yaml_parser_initialize(parser) == 1
        precondition(isReady, "libyaml has no memory for its buffers")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next step of the document.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        var result = unsafe YAMLEvent(
            kind: .streamEnd, start: mark(event.start_mark), end: mark(event.end_mark))
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: result.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT:
            result.kind = unsafe .documentStart(isMarked: event.data.document_start.implicit == 0)
        case YAML_DOCUMENT_END_EVENT:
            result.kind = unsafe .documentEnd(isMarked: event.data.document_end.implicit == 0)
        case YAML_ALIAS_EVENT:
            result.kind = unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            result.kind = unsafe .scalar(
                String(decoding: value, as: UTF8.self), style(scalar.style))
            result.anchor = unsafe text(scalar.anchor)
            result.tag = unsafe text(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            result.kind = .sequenceStart
            result.anchor = unsafe text(event.data.sequence_start.anchor)
            result.tag = unsafe text(event.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            result.kind = .mappingStart
            result.anchor = unsafe text(event.data.mapping_start.anchor)
            result.tag = unsafe text(event.data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        default: break
        }
        return result
    }

    private func failure() -> YAMLSyntaxError {
        let state = unsafe parser.pointee
        var error = YAMLSyntaxError(
            problem: unsafe text(state.problem) ?? "the parser has no memory")
        if unsafe state.error == YAML_READER_ERROR {
            error.byte = unsafe Int(state.problem_offset)
        } else {
            error.mark = unsafe mark(state.problem_mark)
            if let context = unsafe text(state.context) {
                error.context = context
                error.contextMark = unsafe mark(state.context_mark)
            }
        }
        return error
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: Int(mark.line), column: Int(mark.column))
    }

    private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private func style(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
