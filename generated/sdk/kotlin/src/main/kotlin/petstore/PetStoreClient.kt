// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore

import petstore.runtime.Answer
import petstore.runtime.CallOptions
import petstore.runtime.Client
import petstore.runtime.ClientOptions
import petstore.runtime.Read
import petstore.runtime.Request
import petstore.runtime.Scheme
import petstore.runtime.segment
import petstore.runtime.segments

/** The example that `make run` serves. */
class PetStoreClient(
    options: ClientOptions = ClientOptions(),
    apiKey: (() -> String)? = null
) : Client(
    null,
    "pet-store/1.0",
    mapOf("apiKey" to Scheme(Scheme.Kind.HEADER, "x-api-key", apiKey)),
    options
) {
    /** A page for people */
    suspend fun welcome(options: CallOptions = CallOptions()): String =
        call(Request("GET", "/").accept("text/html"), Answer.text, options)

    /**
     * GET /pets
     *
     * @param type Only pets of this type
     * @param limit At most so many
     */
    suspend fun listPets(
        type: String? = null,
        limit: Long? = null,
        options: CallOptions = CallOptions()
    ): List<Pet> =
        call(
            Request("GET", "/pets").query("type", type).query("limit", limit),
            Answer.json(Read.list(Pet)),
            options
        )

    /** POST /pets */
    suspend fun createPet(body: NewPet, options: CallOptions = CallOptions()): Pet =
        call(
            Request("POST", "/pets")
                .json("application/json", body)
                .check("body", body) { NewPetRule },
            Answer.json(Pet),
            options
        )

    /**
     * GET /pets/{petId}
     *
     * @param petId The pet's number
     */
    suspend fun getPet(petId: Long, options: CallOptions = CallOptions()): Pet =
        call(
            Request("GET", "/pets/${segment(petId)}").fails(404, ::ProblemNotFoundException),
            Answer.json(Pet),
            options
        )

    /**
     * Needs the API key
     *
     * @param petId The pet's number
     */
    suspend fun deletePet(petId: Long, options: CallOptions = CallOptions()): Unit =
        call(
            Request("DELETE", "/pets/${segment(petId)}").secured("apiKey"),
            Answer.nothing,
            options
        )

    /**
     * GET /search
     *
     * @param q What to look for; without it the gateway answers 400
     */
    suspend fun search(
        q: String,
        acceptLanguage: String? = null,
        options: CallOptions = CallOptions()
    ): Map<String, Any?> =
        call(
            Request("GET", "/search").query("q", q).header("Accept-Language", acceptLanguage),
            Answer.json(Read.map(Read.any)),
            options
        )

    /** POST /files/{proxy} */
    suspend fun files(proxy: String, options: CallOptions = CallOptions()): Map<String, Any?> =
        call(Request("POST", "/files/${segments(proxy)}"), Answer.json(Read.map(Read.any)), options)
}
