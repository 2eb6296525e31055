import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What openai-java does; test_packages.py runs it with a server's root in MOCK_URL. */
public final class Main {
    private static final String MODEL = "gpt-4o";
    private static final OpenAIClient CLIENT = connect(0);

    /** A check that fails with an exception. */
    private interface Check {
        void run() throws Exception;
    }

    /** A tool and an answer. */
    public static class Weather {
        @JsonPropertyDescription("The city.")
        public String city;
    }

    private static OpenAIClient connect(int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(System.getenv("MOCK_URL") + "/v1")
                .apiKey("sk-any")
                .maxRetries(retries)
                .build();
    }

    private static ChatCompletionCreateParams.Builder asked(String text) {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(text);
    }

    private static void chat() {
        ChatCompletion done = CLIENT.chat().completions().create(asked("Hello").build());
        hold(!done.choices().get(0).message().content().orElseThrow().isEmpty(), done);
        hold(done.usage().orElseThrow().completionTokens() > 0, done);
        done.validate();
    }

    private static void chatStreamed() {
        ChatCompletionCreateParams params = asked("Hello")
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                CLIENT.chat().completions().createStreaming(params)) {
            stream.stream().peek(ChatCompletionChunk::validate).forEach(whole::accumulate);
        }
        hold(whole.chatCompletion().usage().orElseThrow().totalTokens() > 0, "no usage");
    }

    private static void chatTools() {
        ChatCompletionCreateParams.Builder params =
                asked("What is the weather in Paris?").addTool(Weather.class);
        for (int turn = 0; turn < 4; turn++) {
            ChatCompletion done = CLIENT.chat().completions().create(params.build());
            ChatCompletionMessage message = done.choices().get(0).message();
            List<ChatCompletionMessageToolCall> calls = message.toolCalls().orElse(List.of());
            if (calls.isEmpty()) {
                hold(turn == 1, done);
                return;
            }
            params.addMessage(message);
            for (ChatCompletionMessageToolCall call : calls) {
                hold(call.asFunction().function().arguments(Weather.class).city.equals("Paris"), done);
                params.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("22 degrees")
                        .build());
            }
        }
        throw new AssertionError("calls without end");
    }

    private static void chatSchema() {
        var params = asked("What is the weather in Paris?").responseFormat(Weather.class).build();
        var done = CLIENT.chat().completions().create(params);
        hold(done.choices().get(0).message().content().orElseThrow().city.equals("Paris"), done);
    }

    private static void responses() {
        var params = ResponseCreateParams.builder().model("gpt-5").input("Hello").build();
        var done = CLIENT.responses().create(params);
        done.validate();
        hold(done.usage().orElseThrow().outputTokens() > 0, done);
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream =
                CLIENT.responses().createStreaming(params)) {
            stream.stream().peek(ResponseStreamEvent::validate).forEach(events::add);
        }
        hold(events.get(events.size() - 1).isCompleted(), events);
    }

    private static void embeddings() {
        var params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("one", "two"))
                .build();
        var done = CLIENT.embeddings().create(params);
        hold(done.data().size() == 2 && done.data().get(0).embedding().size() == 1536, done);
    }

    private static void models() {
        hold(CLIENT.models().list().autoPager().stream().anyMatch(one -> one.id().equals(MODEL)), "none");
    }

    private static void errorTold() {
        var params = asked("Hello").putAdditionalHeader("x-mock-error", "rate_limit_requests").build();
        try {
            connect(1).chat().completions().create(params);
        } catch (RateLimitException error) {
            return;
        }
        throw new AssertionError("no error");
    }

    private static void hold(boolean good, Object otherwise) {
        if (!good) {
            throw new AssertionError(String.valueOf(otherwise));
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\R", " ") + '"';
    }

    /** Prints one line for each check. */
    public static void main(String[] arguments) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("chat", Main::chat);
        checks.put("chat streamed", Main::chatStreamed);
        checks.put("chat tools", Main::chatTools);
        checks.put("chat schema", Main::chatSchema);
        checks.put("responses", Main::responses);
        checks.put("embeddings", Main::embeddings);
        checks.put("models", Main::models);
        checks.put("error told", Main::errorTold);
        checks.forEach((name, check) -> {
            String fault = "null";
            try {
                check.run();
            } catch (Throwable error) {
                fault = quoted(String.valueOf(error));
            }
            System.out.printf("{\"check\": \"%s\", \"fault\": %s}%n", name, fault);
        });
        System.exit(0);
    }
}
