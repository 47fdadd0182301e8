# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "pet_store/transport"

module PetStore
  # An answer with status 404.
  class ProblemNotFound < ApiError
    SHAPE = "Problem"
  end
end
