// `errors.go`: answers that are no success.

extension GoRuntime {
    static let errors = #"""
        import (
        	"encoding/json"
        	"fmt"
        	"io"
        	"net/http"
        	"strings"
        )

        // ConnectionError is a call that got no answer.
        type ConnectionError struct{ Err error }

        func (e *ConnectionError) Error() string { return e.Err.Error() }

        // Unwrap is the reason; context.DeadlineExceeded where no answer came in time.
        func (e *ConnectionError) Unwrap() error { return e.Err }

        // APIError is an answer that is no success.
        type APIError struct {
        	StatusCode int
        	// Message is the body's member of that name.
        	Message string
        	Header  http.Header
        	Body    []byte
        	// RequestID is the gateway's name of the request, for its logs.
        	RequestID string
        }

        func (e *APIError) Error() string {
        	text := strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))
        	if e.Message != "" {
        		text += ": " + e.Message
        	}
        	return text
        }

        // GatewayErrorType is a kind of failure of the gateway itself, by X-Amzn-ErrorType. Others may come.
        type GatewayErrorType string

        // Failures of the gateway.
        const (
        	GatewayAccessDenied               GatewayErrorType = "AccessDeniedException"
        	GatewayAuthorizerConfiguration    GatewayErrorType = "AuthorizerConfigurationException"
        	GatewayAuthorizerFailure          GatewayErrorType = "AuthorizerFailureException"
        	GatewayBadRequest                 GatewayErrorType = "BadRequestException"
        	GatewayExpiredToken               GatewayErrorType = "ExpiredTokenException"
        	GatewayForbidden                  GatewayErrorType = "ForbiddenException"
        	GatewayIncompleteSignature        GatewayErrorType = "IncompleteSignatureException"
        	GatewayInternalServerError        GatewayErrorType = "InternalServerErrorException"
        	GatewayInvalidSignature           GatewayErrorType = "InvalidSignatureException"
        	GatewayLimitExceeded              GatewayErrorType = "LimitExceededException"
        	GatewayMissingAuthenticationToken GatewayErrorType = "MissingAuthenticationTokenException"
        	GatewayRequestTooLarge            GatewayErrorType = "RequestTooLargeException"
        	GatewayResourceNotFound           GatewayErrorType = "ResourceNotFoundException"
        	GatewayTooManyRequests            GatewayErrorType = "TooManyRequestsException"
        	GatewayUnauthorized               GatewayErrorType = "UnauthorizedException"
        	GatewayUnrecognizedClient         GatewayErrorType = "UnrecognizedClientException"
        )

        // GatewayError is a failure that the gateway itself answered with: the backend may not know of the call.
        type GatewayError struct {
        	*APIError
        	Type GatewayErrorType
        }

        // Unwrap is the answer.
        func (e *GatewayError) Unwrap() error { return e.APIError }

        // DeclaredError is a failure that the API declares, with the body that it declares for it.
        type DeclaredError[T any] struct {
        	*APIError
        	Model T
        }

        // Unwrap is the answer.
        func (e *DeclaredError[T]) Unwrap() error { return e.APIError }

        // failures are what an operation declares, by status, hundreds of a status, or 0 for all others.
        type failures map[int]func(*APIError) error

        // declared reads the body of a failure; what is not as declared is an APIError.
        func declared[T any](failure *APIError) error {
        	var model T
        	if json.Unmarshal(failure.Body, &model) != nil {
        		return failure
        	}
        	return &DeclaredError[T]{failure, model}
        }

        // failed is the error that an answer stands for.
        func (r *request) failed(response *http.Response) error {
        	content, _ := io.ReadAll(response.Body)
        	failure := &APIError{
        		StatusCode: response.StatusCode,
        		Header:     response.Header,
        		Body:       content,
        		RequestID:  RequestID(response),
        	}
        	var told struct{ Message any }
        	if json.Unmarshal(content, &told) == nil {
        		failure.Message, _ = told.Message.(string)
        	}
        	if kind := response.Header.Get("X-Amzn-ErrorType"); kind != "" {
        		name, _, _ := strings.Cut(kind, ":")
        		return &GatewayError{failure, GatewayErrorType(name)}
        	}
        	if read := byStatus(r.failures, response.StatusCode); read != nil {
        		return read(failure)
        	}
        	return failure
        }

        """#
}
