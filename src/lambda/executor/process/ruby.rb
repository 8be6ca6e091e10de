# RustStack's client of the Lambda Runtime API for Ruby: what AWS's own client does, in one file.

require "json"
require "logger"
require "net/http"
require "stringio"

$stdout.sync = true

module AwsLambda
  # Functions may replace these two, as on AWS.
  class Marshaller
    class << self
      def marshall_request(raw)
        raw["Content-Type"] == "application/json" ? JSON.parse(raw.body) : raw.body
      end

      # A body, and its type where it is not JSON.
      def marshall_response(value)
        case value
        when StringIO, IO then [value, "application/unknown"]
        else value.to_json
        end
      end
    end
  end
end

# What a handler may ask about its event.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name,
              :function_name, :memory_limit_in_mb, :function_version, :identity, :client_context,
              :deadline_ms, :tenant_id

  def initialize(headers)
    parsed = ->(name) { headers[name] && JSON.parse(headers[name]) }
    @aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    @invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
    @deadline_ms = headers["Lambda-Runtime-Deadline-Ms"].to_i
    @identity = parsed["Lambda-Runtime-Cognito-Identity"]
    @client_context = parsed["Lambda-Runtime-Client-Context"]
    @tenant_id = headers["Lambda-Runtime-Aws-Tenant-Id"]
    @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
    @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
    @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
    @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
    @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
  end

  def get_remaining_time_in_millis
    [deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond), 0].max
  end
end

# Handlers that belong to no class are called on an object of this one, whose name their errors tell.
class LambdaHandler
  attr_reader :file

  def initialize(name)
    *place, @method = name.split(".")
    @file, @owner = place
    return if [1, 2].include?(place.size)

    raise ArgumentError,
          "Invalid handler #{name.split('.')}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional module/class namespace and METHOD is a callable method. If using CLASS, METHOD must be a class-level method."
  end

  # The body of the answer, and its type where it is not JSON.
  def call(event, context)
    target = @owner ? Kernel.const_get(@owner) : self
    AwsLambda::Marshaller.marshall_response(target.__send__(@method, event: event, context: context))
  end
end

module RustStackRuntime
  # What the header with an error's type may name; the others are users' own.
  TOLD = %w[
    ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit SystemStackError
  ].freeze
  # The API waits for events as long as it takes.
  READ_SECONDS = 1_000_000

  # A logger's lines name the request.
  class LogFormatter < Logger::Formatter
    def call(severity, time, program, message)
      format(
        "%s, [%s#%d] %5s %s -- %s: %s\n", severity[0], format_datetime(time), Process.pid, severity,
        RustStackRuntime.request_id, program, msg2str(message)
      )
    end
  end

  # Loggers of the standard streams write to the function's log.
  module LoggerOfFunction
    def initialize(device = nil, *rest, **options)
      own = [nil, $stdout, $stderr].include?(device)
      super(own ? $stdout : device, *rest, **options)
      return unless own

      @default_formatter = LogFormatter.new
      self.datetime_format = options[:datetime_format]
    end
  end

  class << self
    attr_reader :request_id

    def run
      Logger.prepend(LoggerOfFunction)
      host, port = ENV.fetch("AWS_LAMBDA_RUNTIME_API").split(":")
      @http = Net::HTTP.new(host, port.to_i, nil)
      @http.read_timeout = READ_SECONDS
      @http.keep_alive_timeout = READ_SECONDS
      @http.start
      handler = load_handler
      loop { serve(handler) }
    rescue SystemCallError, IOError
      # RustStack is gone, and so is this environment.
      exit
    end

    private

    def load_handler
      handler = LambdaHandler.new(ENV.fetch("_HANDLER"))
      $LOAD_PATH.unshift(ENV.fetch("LAMBDA_TASK_ROOT"))
      require handler.file
      handler
    rescue Exception => error
      told = told(error, "Init")
      report("Init error when loading handler #{ENV.fetch('_HANDLER')}", told)
      fail_with("init/error", error, told)
      exit(252)
    end

    def serve(handler)
      event = @http.get("/2018-06-01/runtime/invocation/next")
      @request_id = event["Lambda-Runtime-Aws-Request-Id"]
      ENV["_X_AMZN_TRACE_ID"] = event["Lambda-Runtime-Trace-Id"]
      suffix = "invocation/#{@request_id}"
      body, type = answer(handler, event, suffix)
      post("#{suffix}/response", body, "Content-Type" => type || "application/json") if body
    end

    # Nothing, if the handler has failed and that was told.
    def answer(handler, event, suffix)
      body, type = handler.call(AwsLambda::Marshaller.marshall_request(event), LambdaContext.new(event))
      [body.respond_to?(:read) ? body.read : body, type]
    rescue NameError => error
      end_with(suffix, error)
    rescue StandardError => error
      told = told(error, "Function")
      report("Error raised from handler method", told)
      fail_with("#{suffix}/error", error, told)
      nil
    rescue Exception => error
      end_with(suffix, error)
    end

    # After these errors AWS's client does not trust the environment any more.
    def end_with(suffix, error)
      told = told(error, "Function")
      report("Critical exception from handler", told)
      fail_with("#{suffix}/error", error, told)
      exit(255)
    end

    # The document that a caller gets for an error, without this file's own lines.
    def told(error, phase)
      lines = (error.backtrace || []).take_while { |line| !line.start_with?(__FILE__) }
      { errorMessage: error.message, errorType: "#{phase}<#{error.class}>", stackTrace: lines.first(100) }
    end

    def report(title, told)
      $stdout.write("#{title}\n#{JSON.pretty_generate(told)}\n")
    end

    def fail_with(suffix, error, told)
      type = TOLD.include?(error.class.to_s) ? told[:errorType] : "Function<UserException>"
      post(suffix, told.to_json, "Lambda-Runtime-Function-Error-Type" => type)
    end

    def post(suffix, body, headers)
      @http.post("/2018-06-01/runtime/#{suffix}", body, headers)
    end
  end
end

RustStackRuntime.run
