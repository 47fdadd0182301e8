# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "net/http"

module PetStore
  # No answer came.
  class ConnectionFailure < StandardError; end

  # No answer came in time.
  class TimeoutFailure < ConnectionFailure; end

  # A call that its token ended.
  class CancelledFailure < ConnectionFailure; end

  # Ends the calls that it was given to, at once and from any thread.
  class CancelToken
    def initialize
      @lock = Mutex.new
      @changed = ConditionVariable.new
      @watchers = {}.compare_by_identity
    end

    # Ends the calls. Those that are made with it later fail, too.
    def cancel = finish(CancelledFailure.new("the call was cancelled"))

    def cancelled? = !@failure.nil?

    # Ends the calls with a failure.
    def finish(failure)
      @lock.synchronize do
        next unless @failure.nil?

        @failure = failure
        @changed.broadcast
        @watchers.each_value { |watcher| watcher.call(failure) }
      end
      nil
    end

    # Raises once it has ended.
    def check
      raise @failure.class, @failure.message if @failure
    end

    # Waits, unless it ends.
    def wait(seconds)
      ends = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
      @lock.synchronize do
        left = seconds
        while @failure.nil? && left.positive?
          @changed.wait(@lock, left)
          left = ends - Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
      check
    end

    # Runs a block; the watcher is called when it ends meanwhile.
    def watch(watcher)
      key = Object.new
      @lock.synchronize do
        check
        @watchers[key] = watcher
      end
      yield
    ensure
      @lock.synchronize { @watchers.delete(key) }
    end
  end

  # A connection of one request, which other threads can stop; not while a name is being resolved.
  class HttpConnection < Net::HTTP
    def initialize(*)
      super
      @stopping = Mutex.new
    end

    # Ends what the calling thread waits for: with the failure while it connects, else with the connection.
    def stop(failure)
      @stopping.synchronize do
        @failure = failure
        @caller ? @caller.raise(failure) : @socket&.io&.to_io&.shutdown
      end
    rescue SystemCallError, IOError
      # It has ended already.
    end

    private

    def connect
      Thread.handle_interrupt(ConnectionFailure => :never) do
        @stopping.synchronize do
          raise @failure if @failure

          @caller = Thread.current
        end
        Thread.handle_interrupt(ConnectionFailure => :on_blocking) { super() }
      ensure
        @stopping.synchronize { @caller = nil }
      end
    end
  end
end
