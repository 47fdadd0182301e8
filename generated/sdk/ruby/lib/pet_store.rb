# frozen_string_literal: true

# Made by gatewright from Pet store 1.0: a change here is lost.

require "pet_store/client"
require "pet_store/errors"
require "pet_store/models"
require "pet_store/transport"
