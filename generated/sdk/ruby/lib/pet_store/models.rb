# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "pet_store/values"

module PetStore
  class Pet < Model
    attribute :id, :integer, required: true
    attribute :type, :string, required: true
    attribute :name, :string, required: true
    attribute :price, :number, required: true
  end

  class NewPet < Model
    attribute :type, :string, required: true
    attribute :name, :string, required: true
    attribute :price, :number, required: true
    attribute :tags, [:string]
  end

  class Problem < Model
    attribute :message, :string
  end

  # Texts that are known; others may come.
  module PetType
    CAT = "cat"
    DOG = "dog"
    FISH = "fish"
  end

  # Texts that are known; others may come.
  module NewPetType
    CAT = "cat"
    DOG = "dog"
    FISH = "fish"
  end
end
