"""Made by gatewright from Pet store 1.0: a change here is lost."""

from ._codec import UNSET, Unset
from ._requests import AwsCredentials
from ._runtime import (
    ApiError,
    BasicCredentials,
    CallOptions,
    ConnectionFailure,
    ConstraintFailure,
    GatewayError,
    ServerSentEvent,
    TimeoutFailure,
    Violation,
)
from .client import AsyncPetStoreClient, PetStoreClient
from .errors import ProblemNotFound
from .models import Empty, NewPet, NewPetType, Pet, PetType, Pets, Problem

__all__ = [
    "ApiError",
    "AsyncPetStoreClient",
    "AwsCredentials",
    "BasicCredentials",
    "CallOptions",
    "ConnectionFailure",
    "ConstraintFailure",
    "Empty",
    "GatewayError",
    "NewPet",
    "NewPetType",
    "Pet",
    "PetStoreClient",
    "PetType",
    "Pets",
    "Problem",
    "ProblemNotFound",
    "ServerSentEvent",
    "TimeoutFailure",
    "UNSET",
    "Unset",
    "Violation",
]
