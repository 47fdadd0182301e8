// `signing.go`: requests signed in their headers.

extension GoRuntime {
    static let signing = #"""
        import (
        	"fmt"
        	"net/http"
        	"strings"
        	"time"
        )

        // signed is a scheme that puts Signature Version 4 for execute-api onto a request.
        func signed(provider Provider[AWSCredentials]) scheme {
        	return shown(provider, func(request *http.Request, content []byte, value AWSCredentials) error {
        		return sign(request, content, value, time.Now())
        	})
        }

        // sign signs the header of a request.
        func sign(request *http.Request, content []byte, credentials AWSCredentials, now time.Time) error {
        	s, err := newSignature(request, credentials, now)
        	if err != nil {
        		return err
        	}
        	request.Header.Set("X-Amz-Date", s.moment)
        	if credentials.SessionToken != "" {
        		request.Header.Set("X-Amz-Security-Token", credentials.SessionToken)
        	}
        	fields := map[string]string{"host": request.URL.Host}
        	for name, values := range request.Header {
        		name = strings.ToLower(name)
        		if strings.HasPrefix(name, "x-amz-") || name == "content-type" {
        			fields[name] = strings.Join(strings.Fields(strings.Join(values, ",")), " ")
        		}
        	}
        	request.Header.Set("Authorization", fmt.Sprintf(
        		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
        		credentials.AccessKeyID, s.scope, strings.Join(keys(fields), ";"), s.of(request, fields, content)))
        	return nil
        }

        """#
}
