import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/**
 * A client of Grafana's reports in plain Java and its tests: mockserver run grafana -- java examples/java/Reports.java
 *
 * A world for each test is no more than a prefix of the address; whatever else a test wants is asked for below /__admin.
 */
public class Reports {
    static final String SERVER = System.getenv("MOCKSRV_URL");
    static final String TOKEN = System.getenv("MOCKSRV_GRAFANA_TOKEN");
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What an application has: lists the reports, and asks once more where the server has a bad moment. */
    static HttpResponse<String> listReports(String url, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/reports")).header("Authorization", "Bearer " + token).build();
        var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() < 500 ? answer : HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public static void main(String[] arguments) throws Exception {
        theReportsAreListed(newWorld());
        aBadMomentIsWaitedFor(newWorld());
        aWrongTokenIsRefused(newWorld());
        System.out.println("3 tests passed");
    }

    static void theReportsAreListed(String world) throws Exception {
        var answer = listReports(grafana(world), TOKEN);
        expect(answer.statusCode() == 200 && answer.body().startsWith("[{\"id\":2,"), answer);
    }

    static void aBadMomentIsWaitedFor(String world) throws Exception {
        control("POST", "/worlds/" + world + "/faults", "{\"vendor\": \"grafana\", \"status\": 503, \"first\": 1}");
        var answer = listReports(grafana(world), TOKEN);
        expect(answer.statusCode() == 200, answer);
        var asked = control("GET", "/worlds/" + world + "/requests/count?operation=getReports", "");
        expect(asked.body().contains("2"), asked);
    }

    static void aWrongTokenIsRefused(String world) throws Exception {
        var answer = listReports(grafana(world), "wrong");
        expect(answer.statusCode() == 401, answer);
        expect(answer.headers().firstValue("Mock-Evidence").isPresent(), answer);
    }

    static String newWorld() throws Exception {
        var name = "java-" + UUID.randomUUID();
        control("POST", "/worlds", "{\"name\": \"" + name + "\"}");
        return name;
    }

    static String grafana(String world) {
        return SERVER + "/w/" + world + "/grafana";
    }

    /** One call of the control plane; one that is refused ends the tests. */
    static HttpResponse<String> control(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(SERVER + "/__admin" + path)).header("Content-Type", "application/json");
        var sent = body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var answer = HTTP.send(request.method(method, sent).build(), HttpResponse.BodyHandlers.ofString());
        expect(answer.statusCode() < 300, answer);
        return answer;
    }

    static void expect(boolean held, HttpResponse<String> answer) {
        if (!held) {
            throw new AssertionError(answer + " " + answer.body());
        }
    }
}
