// The client for Python 3.8 and later, standard library only. Context object, log format and error objects are those
// of AWS's Python runtimes ("Building Lambda functions with Python"; texts as observed).

extension RuntimeClient {
    static let python = #"""
        import importlib, json, logging, os, socket, sys, time, traceback
        from decimal import Decimal


        class Fault(Exception):
            def __init__(self, kind, message, trace=()):
                super().__init__(message)
                self.kind = kind
                self.trace = list(trace)


        class RuntimeAPI:
            def __init__(self, address):
                host, port = address.rsplit(':', 1)
                self.address = address
                self.socket = socket.create_connection((host, int(port)))
                self.file = self.socket.makefile('rb')

            def call(self, verb, path, body=b'', fields=''):
                head = '%s /2018-06-01/runtime/%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n\r\n' % (
                    verb, path, self.address, fields, len(body))
                self.socket.sendall(head.encode('latin-1') + body)
                status = self.file.readline().split()
                if len(status) < 2:
                    # The host is gone, and so is the reason to run.
                    os._exit(0)
                answer = {}
                while True:
                    line = self.file.readline().rstrip()
                    if not line:
                        break
                    name, _, value = line.partition(b':')
                    answer[name.lower().decode('latin-1')] = value.strip().decode('utf-8')
                return int(status[1]), answer, self.file.read(int(answer.get('content-length', 0)))

            def report(self, path, error):
                fields = 'Lambda-Runtime-Function-Error-Type: %s\r\n' % error['errorType']
                self.call('POST', path, to_json(error), fields)


        class Identity:
            def __init__(self):
                self.cognito_identity_id = None
                self.cognito_identity_pool_id = None


        class Client:
            def __init__(self, values):
                for name in ('installation_id', 'app_title', 'app_version_name', 'app_version_code',
                             'app_package_name'):
                    setattr(self, name, values.get(name))


        class ClientContext:
            def __init__(self, values):
                self.custom = values.get('custom')
                self.env = values.get('env')
                self.client = Client(values['client']) if values.get('client') else None


        class Context:
            def __init__(self, fields):
                self.aws_request_id = fields.get('lambda-runtime-aws-request-id')
                self.invoked_function_arn = fields.get('lambda-runtime-invoked-function-arn')
                self.function_name = os.environ.get('AWS_LAMBDA_FUNCTION_NAME')
                self.function_version = os.environ.get('AWS_LAMBDA_FUNCTION_VERSION')
                self.memory_limit_in_mb = os.environ.get('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')
                self.log_group_name = os.environ.get('AWS_LAMBDA_LOG_GROUP_NAME')
                self.log_stream_name = os.environ.get('AWS_LAMBDA_LOG_STREAM_NAME')
                self.identity = Identity()
                self.tenant_id = None
                self.client_context = None
                if fields.get('lambda-runtime-client-context'):
                    try:
                        self.client_context = ClientContext(json.loads(fields['lambda-runtime-client-context']))
                    except Exception as error:
                        raise Fault('Runtime.LambdaContextUnmarshalError',
                                    'Unable to parse Client Context JSON: %s' % error)
                self._deadline = int(fields.get('lambda-runtime-deadline-ms', 0))

            def get_remaining_time_in_millis(self):
                return max(self._deadline - int(time.time() * 1000), 0)

            def log(self, message):
                sys.stdout.write(str(message))


        def other_value(value):
            if isinstance(value, Decimal):
                return float(value)
            raise TypeError('Object of type %s is not JSON serializable' % type(value).__name__)


        def to_json(value):
            return json.dumps(value, ensure_ascii=False, default=other_value).encode('utf-8')


        def error_object(error, identifier=''):
            if isinstance(error, Fault):
                return {'errorMessage': str(error), 'errorType': error.kind, 'requestId': identifier,
                        'stackTrace': error.trace}
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != '<stdin>']
            return {'errorMessage': str(error), 'errorType': type(error).__name__, 'requestId': identifier,
                    'stackTrace': traceback.format_list(frames)}


        def log_error(error):
            text = '[ERROR] %s: %s\nTraceback (most recent call last):\n' % (
                error['errorType'], error['errorMessage'])
            sys.stdout.write(text + ''.join(error['stackTrace']).rstrip('\n') + '\n')


        def find_handler(name):
            module_name, _, function_name = name.rpartition('.')
            if not module_name:
                raise Fault('Runtime.MalformedHandlerName',
                            "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
            if module_name.split('.')[0] in sys.builtin_module_names:
                raise Fault('Runtime.BuiltInModuleConflict',
                            'Cannot use built-in module %s as a handler module' % module_name)
            try:
                module = importlib.import_module(module_name.replace('/', '.'))
            except ImportError as error:
                raise Fault('Runtime.ImportModuleError',
                            "Unable to import module '%s': %s" % (module_name, error))
            except SyntaxError as error:
                raise Fault('Runtime.UserCodeSyntaxError',
                            "Syntax error in module '%s': %s" % (module_name, error),
                            ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)])
            try:
                return getattr(module, function_name)
            except AttributeError:
                raise Fault('Runtime.HandlerNotFound',
                            "Handler '%s' missing on module '%s'" % (function_name, module_name))


        class LogHandler(logging.Handler):
            identifier = ''

            def emit(self, record):
                record.aws_request_id = LogHandler.identifier
                sys.stdout.write(self.format(record))


        def set_up_logging():
            handler = LogHandler()
            handler.setFormatter(logging.Formatter(
                '[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n',
                '%Y-%m-%dT%H:%M:%S'))
            logging.Formatter.converter = time.gmtime
            logging.getLogger().addHandler(handler)
            level = os.environ.get('AWS_LAMBDA_LOG_LEVEL', '').upper()
            if level in ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'):
                logging.getLogger().setLevel(level)


        def answer(handler, fields, body):
            context = Context(fields)
            try:
                event = json.loads(body)
            except Exception as error:
                raise Fault('Runtime.UnmarshalError', 'Unable to unmarshal input: %s' % error)
            result = handler(event, context)
            try:
                return to_json(result)
            except Exception as error:
                raise Fault('Runtime.MarshalError', 'Unable to marshal response: %s' % error)


        def main():
            api = RuntimeAPI(os.environ['AWS_LAMBDA_RUNTIME_API'])
            sys.path[0] = os.getcwd()
            set_up_logging()
            try:
                handler = find_handler(os.environ['_HANDLER'])
            except Exception as error:
                fault = error_object(error)
                log_error(fault)
                api.report('init/error', fault)
                sys.exit(1)
            while True:
                _, fields, body = api.call('GET', 'invocation/next')
                identifier = fields['lambda-runtime-aws-request-id']
                LogHandler.identifier = identifier
                os.environ['_X_AMZN_TRACE_ID'] = fields.get('lambda-runtime-trace-id', '')
                path = 'invocation/%s/' % identifier
                try:
                    result = answer(handler, fields, body)
                except Exception as error:
                    fault = error_object(error, identifier)
                    log_error(fault)
                    api.report(path + 'error', fault)
                else:
                    api.call('POST', path + 'response', result)


        main()
        """#
}
