# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "json"
require "minitest/autorun"
require "pet_store"

# Each operation once. BASE_URL names the served API; without it these tests are skipped.
class OperationsTest < Minitest::Test
  # A call is fine when the API answers it, also with a failure of its own.
  def answered
    skip "BASE_URL is not set" unless ENV.key?("BASE_URL")
    credentials = JSON.parse(ENV.fetch("CREDENTIALS", "{}"))
    yield PetStore::Client.new(ENV.fetch("BASE_URL"), credentials: credentials)
  rescue PetStore::ApiError => e
    refute_kind_of Net::HTTPSuccess, e.response
  end

  def test_welcome
    answered { |client| client.welcome }
  end

  def test_list_pets
    answered { |client| client.list_pets }
  end

  def test_create_pet
    answered do |client|
      client.create_pet(body: PetStore::NewPet.new(type: "cat", name: "sample", price: 1))
    end
  end

  def test_get_pet
    answered { |client| client.get_pet(1) }
  end

  def test_delete_pet
    answered { |client| client.delete_pet(1) }
  end

  def test_search
    answered { |client| client.search(q: "sample") }
  end

  def test_files
    answered { |client| client.files("sample") }
  end
end
