// What openai-go does: chats, streams, tools, structured output, Responses, embeddings, errors.
//
// `test_packages.py` runs it with a server's root in MOCK_URL.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
)

const model = "gpt-4o"

var (
	background = context.Background()
	client     = connect()
	city       = map[string]any{
		"type":                 "object",
		"properties":           map[string]any{"city": map[string]any{"type": "string"}},
		"required":             []string{"city"},
		"additionalProperties": false,
	}
)

func connect(more ...option.RequestOption) openai.Client {
	given := []option.RequestOption{
		option.WithBaseURL(os.Getenv("MOCK_URL") + "/v1"),
		option.WithAPIKey("sk-any"),
		option.WithMaxRetries(0),
	}
	return openai.NewClient(append(given, more...)...)
}

func asked(text string) openai.ChatCompletionNewParams {
	messages := []openai.ChatCompletionMessageParamUnion{openai.UserMessage(text)}
	return openai.ChatCompletionNewParams{Model: model, Messages: messages}
}

func chat() error {
	done, err := client.Chat.Completions.New(background, asked("Hello"))
	if err != nil {
		return err
	}
	usage := done.Usage
	return hold(done.Choices[0].Message.Content != "" && usage.CompletionTokens > 0 &&
		usage.TotalTokens == usage.PromptTokens+usage.CompletionTokens, done.RawJSON())
}

func chatStreamed() error {
	params := asked("Hello")
	params.StreamOptions.IncludeUsage = openai.Bool(true)
	stream := client.Chat.Completions.NewStreaming(background, params)
	whole := openai.ChatCompletionAccumulator{}
	for stream.Next() {
		if !whole.AddChunk(stream.Current()) {
			return errors.New("a chunk that does not fit: " + stream.Current().RawJSON())
		}
	}
	if stream.Err() != nil {
		return stream.Err()
	}
	return hold(whole.Choices[0].Message.Content != "" && whole.Usage.TotalTokens > 0, "no usage")
}

func chatTools() error {
	params := asked("What is the weather in Paris?")
	params.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(
		shared.FunctionDefinitionParam{Name: "get_weather", Strict: openai.Bool(true), Parameters: city},
	)}
	for turn := 0; turn < 4; turn++ {
		done, err := client.Chat.Completions.New(background, params)
		if err != nil {
			return err
		}
		message := done.Choices[0].Message
		if len(message.ToolCalls) == 0 {
			return hold(turn == 1 && message.Content != "", done.RawJSON())
		}
		params.Messages = append(params.Messages, message.ToParam())
		for _, call := range message.ToolCalls {
			if call.Function.Arguments != `{"city":"Paris"}` {
				return errors.New(call.RawJSON())
			}
			params.Messages = append(params.Messages, openai.ToolMessage("22 degrees", call.ID))
		}
	}
	return errors.New("calls without end")
}

func chatSchema() error {
	params := asked("What is the weather in Paris?")
	params.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
		JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
			Name: "place", Strict: openai.Bool(true), Schema: city,
		},
	}
	done, err := client.Chat.Completions.New(background, params)
	if err != nil {
		return err
	}
	var place struct{ City string }
	if err := json.Unmarshal([]byte(done.Choices[0].Message.Content), &place); err != nil {
		return err
	}
	return hold(place.City == "Paris", done.RawJSON())
}

func responsesTools() error {
	params := responses.ResponseNewParams{
		Model: "gpt-5",
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("Weather in Paris?")},
		Tools: []responses.ToolUnionParam{responses.ToolParamOfFunction("get_weather", city, true)},
	}
	first, err := client.Responses.New(background, params)
	if err != nil {
		return err
	}
	results := responses.ResponseInputParam{}
	for _, item := range first.Output {
		if item.Type == "function_call" {
			one := responses.ResponseInputItemParamOfFunctionCallOutput("22 degrees")
			one.OfFunctionCallOutput.CallID = openai.String(item.CallID)
			results = append(results, one)
		}
	}
	params.Input = responses.ResponseNewParamsInputUnion{OfInputItemList: results}
	params.PreviousResponseID = openai.String(first.ID)
	second, err := client.Responses.New(background, params)
	if err != nil {
		return err
	}
	return hold(len(results) == 1 && second.OutputText() != "", second.RawJSON())
}

func responsesStreamed() error {
	stream := client.Responses.NewStreaming(background, responses.ResponseNewParams{
		Model: model,
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("Hello")},
	})
	text, last := "", ""
	for stream.Next() {
		event := stream.Current()
		last = event.Type
		if event.Type == "response.output_text.delta" {
			text += event.Delta
		}
	}
	if stream.Err() != nil {
		return stream.Err()
	}
	return hold(text != "" && last == "response.completed", last)
}

func embeddings() error {
	done, err := client.Embeddings.New(background, openai.EmbeddingNewParams{
		Model: openai.EmbeddingModelTextEmbedding3Small,
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"one", "two"}},
	})
	if err != nil {
		return err
	}
	return hold(len(done.Data) == 2 && len(done.Data[0].Embedding) == 1536, done.RawJSON())
}

func models() error {
	pages := client.Models.ListAutoPaging(background)
	for pages.Next() {
		if pages.Current().ID == model {
			return nil
		}
	}
	return errors.New("no " + model)
}

func errorTold() error {
	_, err := client.Chat.Completions.New(
		background, asked("Hello"), option.WithHeader("x-mock-error", "rate_limit_requests"),
	)
	var told *openai.Error
	return hold(errors.As(err, &told) && told.StatusCode == 429, fmt.Sprint(err))
}

func errorOvercome() error {
	tries := 0
	failing := func(request *http.Request, next option.MiddlewareNext) (*http.Response, error) {
		tries++
		if request.Header.Get("x-stainless-retry-count") == "0" {
			request.Header.Set("x-mock-error", "rate_limit_requests")
		} else {
			request.Header.Del("x-mock-error")
		}
		return next(request)
	}
	again := connect(option.WithMaxRetries(2), option.WithMiddleware(failing))
	_, err := again.Chat.Completions.New(background, asked("Hello"))
	return hold(err == nil && tries == 2, fmt.Sprint(tries, err))
}

func hold(good bool, otherwise string) error {
	if good {
		return nil
	}
	return errors.New(strings.TrimSpace(otherwise))
}

func main() {
	checks := map[string]func() error{
		"chat": chat, "chat streamed": chatStreamed, "chat tools": chatTools,
		"chat schema": chatSchema, "responses tools": responsesTools,
		"responses streamed": responsesStreamed, "embeddings": embeddings, "models": models,
		"error told": errorTold, "error overcome": errorOvercome,
	}
	for name, check := range checks {
		var fault any
		if err := check(); err != nil {
			fault = err.Error()
		}
		line, _ := json.Marshal(map[string]any{"check": name, "fault": fault})
		fmt.Println(string(line))
	}
}
