# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

module PetStore
  # What requests have to satisfy.
  module RequestRules
    # The rules of types.
    TYPES = {
      "NewPet" => {
        members: {
          "name" => { min_length: 1, max_length: 40 },
          "price" => { minimum: 0 },
          "tags" => { max_items: 8 }
        }
      }
    }.freeze

    # By methods: where values stand, what they are, and their rules.
    CALLS = { "create_pet" => [["body", "NewPet", "NewPet"]] }.freeze
  end
end
