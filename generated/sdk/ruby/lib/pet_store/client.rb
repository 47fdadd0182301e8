# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "pet_store/errors"
require "pet_store/models"
require "pet_store/transport"

module PetStore
  # The example that `make run` serves.
  class Client
    # Ways to show who calls.
    SCHEMES = { "apiKey" => Scheme.new(:header, "x-api-key") }.freeze

    # `credentials:` are by the names of SCHEMES: a value, or a Proc that gets it for each
    # request.
    # `retries:`, `timeout:` (seconds without a word), `deadline:` (seconds for all attempts)
    # and `headers:`
    # hold where a call has none of its own.
    # `middleware:` has Procs that are given a Net::HTTP request and a Proc that sends it.
    # `checks_requests: true` has requests checked before they are sent.
    def initialize(base_url, **settings)
      @transport = Transport.new(
        base_url,
        schemes: SCHEMES,
        user_agent: "pet-store/1.0",
        **settings
      )
    end

    # A page for people
    def welcome(options: {})
      @transport.call("GET", "/", accept: "text/html", answer: Answers::TEXT, options: options)
    end

    # GET /pets
    #
    # @param type Only pets of this type
    # @param limit At most so many
    def list_pets(type: nil, limit: nil, options: {})
      @transport.call(
        "GET",
        "/pets",
        query: [Requests.query("type", type), Requests.query("limit", limit)],
        answer: Answers.json(["Pet"]),
        options: options
      )
    end

    # POST /pets
    def create_pet(body:, options: {})
      @transport.call(
        "POST",
        "/pets",
        body: Requests.json_body("application/json", "NewPet", body),
        answer: Answers.json("Pet"),
        checks: [RequestRules::CALLS.fetch("create_pet"), [body]],
        options: options
      )
    end

    # GET /pets/{petId}
    #
    # @param pet_id The pet's number
    # @raise [ProblemNotFound] status 404
    def get_pet(pet_id, options: {})
      @transport.call(
        "GET",
        "/pets/#{Requests.segment(pet_id)}",
        answer: Answers.json("Pet"),
        errors: { 404 => ProblemNotFound },
        options: options
      )
    end

    # Needs the API key
    #
    # @param pet_id The pet's number
    def delete_pet(pet_id, options: {})
      @transport.call(
        "DELETE",
        "/pets/#{Requests.segment(pet_id)}",
        security: [["apiKey"]],
        options: options
      )
    end

    # GET /search
    #
    # @param q What to look for; without it the gateway answers 400
    def search(q:, accept_language: nil, options: {})
      @transport.call(
        "GET",
        "/search",
        query: [Requests.query("q", q)],
        headers: [Requests.header("Accept-Language", accept_language)],
        answer: Answers.json({ String => :any }),
        options: options
      )
    end

    # POST /files/{proxy}
    def files(proxy, options: {})
      @transport.call(
        "POST",
        "/files/#{Requests.segments(proxy)}",
        answer: Answers.json({ String => :any }),
        options: options
      )
    end
  end
end
