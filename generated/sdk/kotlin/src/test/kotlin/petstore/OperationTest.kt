// Made by gatewright from Pet store 1.0: a change here is lost.

@file:Suppress("DEPRECATION")

package petstore

import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable
import petstore.runtime.ApiException
import petstore.runtime.ClientOptions
import petstore.runtime.Json
import petstore.runtime.await

/** Each operation once. BASE_URL names the served API; without it these tests are skipped. */
@EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
class OperationTest {
    private val client = PetStoreClient(
        ClientOptions(baseUrl = System.getenv("BASE_URL")),
        apiKey = credential("apiKey")
    )

    private fun credential(scheme: String): (() -> String)? {
        val known = Json.parse(System.getenv("CREDENTIALS") ?: "{}") as Map<*, *>
        return known[scheme]?.let { value -> { value.toString() } }
    }

    /** A call is fine when the API answers it, also with a failure of its own. */
    private fun answered(call: suspend () -> Any?) {
        try {
            await(call)
        } catch (failure: ApiException) {
            assertNotEquals(2, failure.status / 100, failure.message)
        }
    }

    @Test
    fun welcome() = answered { client.welcome() }

    @Test
    fun listPets() = answered { client.listPets() }

    @Test
    fun createPet() =
        answered {
            client.createPet(body = NewPet(type = NewPetType.CAT, name = "sample", price = 1.0))
        }

    @Test
    fun getPet() = answered { client.getPet(petId = 1L) }

    @Test
    fun deletePet() = answered { client.deletePet(petId = 1L) }

    @Test
    fun search() = answered { client.search(q = "sample") }

    @Test
    fun files() = answered { client.files(proxy = "sample") }
}
