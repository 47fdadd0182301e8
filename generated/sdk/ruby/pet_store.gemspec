# frozen_string_literal: true

Gem::Specification.new do |spec|
  spec.name = "pet_store"
  spec.version = "1.0.0"
  spec.summary = "A client of Pet store"
  spec.authors = ["gatewright"]
  spec.files = Dir["lib/**/*.rb", "sig/*.rbs", "README.md"]
  spec.required_ruby_version = ">= 3.1"
end
