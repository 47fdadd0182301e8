// `streams.go`: events and pages.

extension GoRuntime {
    static let streams = #"""
        import (
        	"bufio"
        	"context"
        	"io"
        	"strings"
        )

        // ServerSentEvent is an event of a text/event-stream.
        type ServerSentEvent struct {
        	Event string
        	Data  string
        	ID    string
        }

        // EventStream reads events as they come:
        //
        //	defer events.Close()
        //	for events.Next() {
        //		use(events.Event())
        //	}
        //	return events.Err()
        type EventStream struct {
        	body  io.ReadCloser
        	lines *bufio.Reader
        	event ServerSentEvent
        	err   error
        }

        func newEventStream(body io.ReadCloser) *EventStream {
        	return &EventStream{body: body, lines: bufio.NewReader(body)}
        }

        // Next waits for an event; it is false at the end.
        func (s *EventStream) Next() bool {
        	event := ServerSentEvent{Event: "message", ID: s.event.ID}
        	var data []string
        	for s.err == nil {
        		line, err := s.lines.ReadString('\n')
        		if err != nil {
        			s.err = err
        			break
        		}
        		line = strings.TrimRight(line, "\r\n")
        		if line == "" && data != nil {
        			event.Data = strings.Join(data, "\n")
        			s.event = event
        			return true
        		}
        		if line == "" {
        			event.Event = "message"
        		}
        		name, value, _ := strings.Cut(line, ":")
        		value = strings.TrimPrefix(value, " ")
        		switch name {
        		case "data":
        			data = append(data, value)
        		case "event":
        			event.Event = value
        		case "id":
        			event.ID = value
        		}
        	}
        	return false
        }

        // Event is the one that Next found.
        func (s *EventStream) Event() ServerSentEvent { return s.event }

        // Err is why the events ended before their end; nil where they did not.
        func (s *EventStream) Err() error {
        	if s.err == io.EOF {
        		return nil
        	}
        	return s.err
        }

        // Close ends the call.
        func (s *EventStream) Close() error { return s.body.Close() }

        // Pager goes through the elements of all pages:
        //
        //	for pager.Next(ctx) {
        //		use(pager.Item())
        //	}
        //	return pager.Err()
        type Pager[T any] struct {
        	get   func(ctx context.Context, token string) (items []T, next string, err error)
        	token string
        	items []T
        	item  T
        	isEnd bool
        	err   error
        }

        // Next gets the next element, and another page where it needs one; it is false at the end.
        func (p *Pager[T]) Next(ctx context.Context) bool {
        	for len(p.items) == 0 {
        		if p.isEnd || p.err != nil {
        			return false
        		}
        		var next string
        		p.items, next, p.err = p.get(ctx, p.token)
        		p.isEnd = next == "" || next == p.token
        		p.token = next
        	}
        	p.item, p.items = p.items[0], p.items[1:]
        	return true
        }

        // Item is the one that Next found.
        func (p *Pager[T]) Item() T { return p.item }

        // Err is why the pages ended before their end; nil where they did not.
        func (p *Pager[T]) Err() error { return p.err }

        """#
}
