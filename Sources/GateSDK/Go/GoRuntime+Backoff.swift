// `backoff.go`: pauses before what is tried again.

extension GoRuntime {
    static let backoff = #"""
        import (
        	"crypto/rand"
        	"math/big"
        	"time"
        )

        // jitter is a pause of any length up to one that doubles with each attempt.
        func jitter(attempt int) time.Duration {
        	longest := 20 * time.Second
        	if attempt < 6 {
        		longest = 200 * time.Millisecond << attempt
        	}
        	pause, err := rand.Int(rand.Reader, big.NewInt(int64(longest)))
        	if err != nil {
        		return longest
        	}
        	return time.Duration(pause.Int64())
        }

        """#
}
